package dev.parley.session.engine;

import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatPart;
import dev.parley.chat.ChatRole;
import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.ModelLabel;
import dev.parley.session.AgentState;
import dev.parley.session.SessionEvent;
import dev.parley.session.engine.Endpoint.Backchannel;
import dev.parley.session.engine.Endpoint.Outlook;
import dev.parley.session.engine.Endpoint.Prediction;
import dev.parley.turn.EndpointingOptions;
import dev.parley.turn.TurnDetection;
import dev.parley.turn.TurnDetector;
import dev.parley.turn.UserTurn.Silent;
import dev.parley.turn.UserTurn.Speaking;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When the caller's turn is over: the real end of its speech plus a delay, LiveKit Agents' endpointing. The delay is the least
 * one, unless a detector says that the caller goes on; then it is the greatest. A detector's answer that is still awaited holds
 * the end off until its timeout; one that comes later counts as long as the turn is not over. What fails is as if not asked.
 */
final class Endpointing {
    /** LiveKit Agents' {@code _EOU_MAX_HISTORY_TURNS}. */
    static final int MESSAGES = 6;

    private final Draft draft;
    private final EndpointingOptions options;

    Endpointing(Draft draft) {
        this.draft = draft;
        this.options = draft.options.turns().endpointing();
    }

    /** When the turn will be over if nothing else happens; empty while the caller speaks or nothing was understood. */
    Optional<Instant> turnEnd() {
        Duration minDelay = draft.endpoint.pauses().minDelay(options);
        if (draft.ears.modelHears()) {
            return draft.user.silentFor(minDelay);
        }
        Outlook outlook = draft.endpoint.prediction().map(Prediction::outlook).orElse(Outlook.UNKNOWN);
        Optional<Instant> end = draft.user.endsAt(outlook == Outlook.GOES_ON ? options.maxDelay() : minDelay);
        return outlook == Outlook.AWAITED ? end.map(this::afterTheAnswer) : end;
    }

    private Instant afterTheAnswer(Instant end) {
        Instant until = draft.endpoint.prediction().orElseThrow().until();
        return end.isBefore(until) ? until : end;
    }

    void onSpeechStarted(Instant since) {
        draft.endpoint = draft.endpoint.with(draft.endpoint.pauses().speechStarted(since));
    }

    /** The caller has stopped; {@code backchannel} as in {@link DynamicEndpointing#speechEnded}. */
    void onSpeechEnded(Instant at, boolean backchannel) {
        draft.endpoint = draft.endpoint.with(draft.endpoint.pauses().speechEnded(at, backchannel, options));
    }

    /** More of the turn was understood: the detector is asked anew, and its answer to what was before is of no interest. */
    void onFinal(Optional<String> language) {
        draft.endpoint = draft.endpoint.withoutPrediction().inLanguage(language).with(Optional.<Backchannel>empty());
        if (draft.options.turns().detection() != TurnDetection.MANUAL && !draft.ears.modelHears()) {
            draft.options.turns().detector().ifPresent(this::ask);
        }
    }

    private void ask(TurnDetector detector) {
        Instant until = draft.now.plus(options.predictionTimeout());
        Prediction asked = new Prediction(draft.nextId("prediction"), draft.now, until, Outlook.AWAITED);
        draft.endpoint = draft.endpoint.with(asked);
        draft.effect(new Effect.PredictEndOfTurn(asked.id(), detector, draft.endpoint.language(), lastMessages()));
    }

    private ChatContext lastMessages() {
        List<ChatMessage> said = draft.conversation
                .context()
                .without(ChatPart.INSTRUCTIONS, ChatPart.EMPTY_MESSAGES)
                .with(ChatMessage.of("turn", ChatRole.USER, draft.user.transcript(), draft.now))
                .messages();
        return new ChatContext(List.copyOf(said.subList(Math.max(0, said.size() - MESSAGES), said.size())));
    }

    /** Whether the caller began to speak when the agent had hardly begun: a listener's sound is not to be expected there. */
    boolean besideTheAgentsBeginning() {
        Duration start = draft.options.turns().start().boundary().start();
        return !start.isZero() && draft.endpoint.pauses().startedNoLaterThan(start);
    }

    /** Words over the agent that are too few for a turn; it will turn out whether they are an answer. */
    void onBackchannel(String text, Optional<String> language) {
        Instant until = spokenUntil().orElse(draft.now);
        draft.endpoint = draft.endpoint.with(Optional.of(new Backchannel(text, language, until, draft.now)));
    }

    private Optional<Instant> spokenUntil() {
        return draft.user.voice() instanceof Speaking speaking
                ? speaking.pausedAt()
                : ((Silent) draft.user.voice()).since();
    }

    /** What was said so shortly before the agent's end that it is an answer, once the agent has nothing more to say. */
    Optional<Backchannel> answerBeforeTheEnd() {
        Optional<Backchannel> answer = draft.endpoint.backchannel();
        if (answer.isEmpty() || !draft.nothingToSay()) {
            return Optional.empty();
        }
        draft.endpoint = draft.endpoint.with(Optional.<Backchannel>empty());
        return answer;
    }

    void onPredicted(String id, Stimulus.Prediction prediction) {
        Optional<Prediction> asked =
                draft.endpoint.prediction().filter(open -> open.id().equals(id));
        if (asked.isEmpty()) {
            return;
        }
        Outlook outlook = Outlook.UNKNOWN;
        if (prediction instanceof Stimulus.Prediction.Predicted predicted) {
            outlook = predicted.probability() < predicted.unlikelyThreshold() ? Outlook.GOES_ON : Outlook.OVER;
            measure(predicted, asked.get().askedAt(), outlook);
        } else if (prediction instanceof Stimulus.Prediction.Failed failed) {
            fails(failed.message());
        }
        draft.endpoint = draft.endpoint.with(asked.get().answered(outlook));
    }

    private void measure(Stimulus.Prediction.Predicted answer, Instant askedAt, Outlook outlook) {
        Optional<Instant> silentSince = draft.user.voice() instanceof Silent silent ? silent.since() : Optional.empty();
        draft.measured(new AgentMetrics.EotInferenceMetrics(
                ModelLabel.of(answer.detector()),
                Duration.between(askedAt, draft.now),
                silentSince.map(end -> Duration.between(end, draft.now)),
                answer.probability(),
                answer.unlikelyThreshold(),
                outlook == Outlook.GOES_ON
                        ? options.maxDelay()
                        : draft.endpoint.pauses().minDelay(options),
                draft.endpoint.language()));
    }

    /** The turn is over or forgotten: nothing that was asked about it, or seemed beside it, is of interest any more. */
    void onTurnOver() {
        draft.endpoint
                .prediction()
                .filter(asked -> asked.outlook() == Outlook.AWAITED)
                .ifPresent(this::giveUp);
        draft.endpoint = draft.endpoint.withoutPrediction().with(Optional.<Backchannel>empty());
    }

    private void giveUp(Prediction asked) {
        draft.effect(new Effect.CancelPrediction());
        if (!draft.now.isBefore(asked.until())) {
            fails("not answered (expected: within " + options.predictionTimeout() + " of the transcript)");
        }
    }

    /** Turns end by silence then, so nothing is lost but time. */
    private void fails(String why) {
        draft.emit(new SessionEvent.ErrorOccurred(draft.now, "turn_detector", why, true));
    }

    /** Whether the agent is heard, and whether the caller still is. Looked at after every stimulus. */
    void proceed() {
        if (draft.endpoint.pauses().speaking() && !draft.user.speaking()) {
            draft.endpoint = draft.endpoint.with(draft.endpoint.pauses().speechForgotten());
        }
        DynamicEndpointing pauses = draft.endpoint.pauses();
        boolean heard = draft.agentState == AgentState.SPEAKING;
        if (heard && !pauses.agentSpeaking()) {
            draft.endpoint = draft.endpoint.with(pauses.agentStarted(draft.now));
        } else if (!heard && pauses.agentSpeaking()) {
            draft.endpoint = draft.endpoint.with(pauses.agentEnded(draft.now)).with(answerToTheAgent());
        }
    }

    /** What was said last over the agent, which has just fallen silent, unless that was long before. */
    private Optional<Backchannel> answerToTheAgent() {
        Duration end = draft.options.turns().start().boundary().end();
        return draft.endpoint
                .backchannel()
                .filter(words -> !end.isZero() && !words.spokenUntil().plus(end).isBefore(draft.now));
    }
}
