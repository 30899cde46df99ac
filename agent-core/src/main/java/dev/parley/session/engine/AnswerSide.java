package dev.parley.session.engine;

import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.Modality;
import dev.parley.llm.ToolChoice;
import dev.parley.llm.ToolDefinition;
import dev.parley.metrics.ModelLabel;
import dev.parley.session.ReplyOptions;
import dev.parley.session.SessionEvent;
import dev.parley.session.engine.Timing.Station;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The model's answers: asked for, begun ahead of a turn's end, and growing as they stream in. */
final class AnswerSide {
    private final Draft draft;
    private final VoiceAhead voice;

    AnswerSide(Draft draft) {
        this.draft = draft;
        this.voice = new VoiceAhead(draft);
    }

    VoiceAhead voiceAhead() {
        return voice;
    }

    /** Asks the model, or the host, what the current speech is to say in this step. */
    void ask(Speech speech) {
        if (!speech.isReply()) {
            read(speech);
            return;
        }
        if (!draft.profile.abilities().answers()) {
            sayThatNobodyAnswers(speech);
            return;
        }
        ReplyOptions reply = speech.reply().orElseThrow();
        ToolChoice choice = toolChoice(speech, reply);
        Answer answer = Answer.asked(draft.nextId("answer"), choice != ToolChoice.NONE);
        draft.current(Optional.of(speech.with(answer).with(speech.timing().at(Station.REQUESTED, draft.now))));
        boolean first = speech.round().number() == 0;
        ChatContext context = reply.chatContext().filter(own -> first).orElseGet(() -> draft.conversation.context());
        List<ToolDefinition> tools = draft.profile.tools().stream()
                .filter(tool ->
                        reply.tools().map(names -> names.contains(tool.name())).orElse(true))
                .toList();
        ChatContext prompt = Prompt.of(draft.profile.instructions(), reply.inputModality(), context);
        String extra = reply.instructions().renderWhole(reply.inputModality());
        generate(answer.id(), extra.isBlank() ? prompt : prompt.with(message(ChatRole.SYSTEM, extra)), tools, choice);
    }

    private ChatMessage message(ChatRole role, String text) {
        return ChatMessage.of(draft.nextId("item"), role, text, draft.now);
    }

    /** No model has failed, so nothing is counted. */
    private void sayThatNobodyAnswers(Speech speech) {
        draft.current(Optional.of(
                speech.with(Answer.asked(draft.nextId("answer"), false).asEnded())));
        draft.emit(new SessionEvent.ErrorOccurred(
                draft.now,
                "llm",
                "reply: asked of agent " + draft.profile.agentId() + ", which has no language model (expected: one by"
                        + " AgentSpec.llm or of the session; AgentSession.say needs none)"));
    }

    /** What is to be said comes from the host, piece by piece. */
    private void read(Speech speech) {
        Answer text = Answer.asked(draft.nextId("text"), false);
        draft.current(Optional.of(speech.with(text)));
        draft.effect(new Effect.ReadText(text.id(), speech.id()));
    }

    /** An agent that is about to leave says what is left to say, and begins nothing new. */
    private ToolChoice toolChoice(Speech speech, ReplyOptions reply) {
        if (speech.round().number() > draft.options.maxToolSteps() || draft.cast.draining()) {
            return ToolChoice.NONE;
        }
        boolean forbidden = reply.toolChoice() == ToolChoice.NONE;
        return speech.round().number() == 0 || forbidden ? reply.toolChoice() : ToolChoice.AUTO;
    }

    /** The model is to forget what nobody heard of an answer that it spoke itself. */
    void takeBack(Speech speech, Duration played) {
        speech.round()
                .answer()
                .filter(answer -> answer.spoken() && speech.interrupted())
                .ifPresent(answer -> draft.effect(new Effect.TakeBack(answer.id(), played)));
    }

    /** An answer that is being made or played, or waits for that, unless it was interrupted. */
    Optional<Answer> wanted(String answerId) {
        return Stream.concat(draft.current.stream(), draft.queue.stream())
                .filter(speech -> says(speech, answerId) && !speech.interrupted())
                .findFirst()
                .flatMap(speech -> speech.round().answer());
    }

    /** Nobody needs the rest of this speech's answer. */
    void cancel(Speech speech) {
        speech.round()
                .answer()
                .filter(answer -> !answer.ended())
                .ifPresent(answer -> draft.effect(new Effect.CancelAnswer(answer.id())));
    }

    // --- ahead of a turn's end

    /** Begins to answer a turn that is not surely over. */
    void speculate(String transcript) {
        Answer answer = Answer.asked(draft.nextId("answer"), true);
        Timing timing = Timing.none().at(Station.REQUESTED, draft.now);
        draft.speculation = Optional.of(new Speculation(answer, transcript, draft.conversation.context(), timing));
        ChatContext turn = draft.conversation.context().with(message(ChatRole.USER, transcript));
        generate(
                answer.id(),
                Prompt.of(draft.profile.instructions(), Modality.AUDIO, turn),
                draft.profile.tools(),
                ToolChoice.AUTO);
    }

    /** Whether an answer to these words is begun already. */
    boolean speculatesOn(String transcript) {
        return draft.speculation
                .filter(ahead -> ahead.answers(transcript, draft.conversation.context()))
                .isPresent();
    }

    /** The caller seems to have said this by now; an answer to less is of no use. */
    void dropSpeculationUnlessTo(String transcript) {
        if (!speculatesOn(transcript)) {
            dropSpeculation();
        }
    }

    /** The answer begun ahead, if it is one to this turn; another is dropped. */
    Optional<Speculation> takeSpeculation(String turn) {
        Optional<Speculation> ready =
                draft.speculation.filter(ahead -> ahead.answers(turn, draft.conversation.context()));
        if (ready.isEmpty()) {
            dropSpeculation();
        }
        draft.speculation = Optional.empty();
        return ready;
    }

    /** Another speech begins: what the voice has made ahead must not be in its way. */
    void dropVoiceAhead() {
        if (draft.speculation.filter(Speculation::hasVoice).isPresent()) {
            dropSpeculation();
        }
    }

    void dropSpeculation() {
        draft.speculation.ifPresent(ahead -> {
            if (!ahead.answer().ended()) {
                draft.effect(new Effect.CancelAnswer(ahead.answer().id()));
            }
            voice.drop();
            draft.speculation = Optional.empty();
        });
    }

    // --- what streams in; each tells whether there is more for the current speech to say or do

    void onStarted(String answerId) {
        timed(answerId, Station.FIRST_TOKEN);
    }

    boolean onSentence(String answerId, String text) {
        timed(answerId, Station.FIRST_TOKEN);
        return change(answerId, answer -> answer.with(text));
    }

    boolean onMessage(String answerId, String itemId) {
        timed(answerId, Station.FIRST_TOKEN);
        timed(answerId, Station.FIRST_SENTENCE);
        return change(answerId, answer -> answer.withMessage(itemId));
    }

    boolean onSegmentEnded(String answerId) {
        return change(answerId, answer -> answer.with(Answer.SEGMENT_END));
    }

    boolean onToolRequested(String answerId, dev.parley.chat.FunctionCall call) {
        return change(answerId, answer -> answer.mayCall() ? answer.with(call) : refused(answer, call.name()));
    }

    /** A model that was not offered tools gets none, or its rounds of tools would never end. */
    private Answer refused(Answer answer, String tool) {
        draft.emit(new SessionEvent.ErrorOccurred(
                draft.now, "llm", "tool call: " + tool + " (expected: none in an answer without tools)"));
        return answer;
    }

    void onPaced(String answerId, double tokensPerSecond) {
        change(answerId, answer -> answer.paced(tokensPerSecond));
    }

    void onIdentified(String answerId, String requestId) {
        change(answerId, answer -> answer.identified(requestId));
    }

    void onServed(String answerId, ModelLabel model) {
        change(answerId, answer -> answer.writtenBy(model));
    }

    /** Of a speech that is being made, or of one that may be. */
    void onVoiceBegun(String speechId, Optional<String> requestId, ModelLabel voiceLabel) {
        Optional<Answer> spoken = draft.current
                .filter(speech -> speech.id().equals(speechId))
                .flatMap(speech -> speech.round().answer())
                .or(() -> draft.speculation
                        .filter(ahead -> ahead.speechId().equals(speechId))
                        .map(Speculation::answer));
        spoken.ifPresent(answer -> {
            timed(answer.id(), Station.VOICED);
            change(answer.id(), made -> made.spokenBy(voiceLabel));
            requestId.ifPresent(id -> onIdentified(answer.id(), id));
        });
    }

    boolean onEnded(String answerId) {
        timed(answerId, Station.ANSWERED);
        if (isCurrents(answerId)) {
            draft.succeeded("llm");
        }
        return change(answerId, Answer::asEnded);
    }

    boolean onFailed(String answerId, String message) {
        if (isSpeculations(answerId)) {
            voice.drop();
            draft.speculation = Optional.empty();
            return false;
        }
        if (isCurrents(answerId) && !draft.current.orElseThrow().isReply()) {
            draft.emit(new SessionEvent.ErrorOccurred(draft.now, "agent", "say: " + message));
        } else if (isCurrents(answerId) || isWaiting(answerId)) {
            draft.failed("llm", message);
        }
        return change(answerId, Answer::asEnded);
    }

    private boolean isCurrents(String answerId) {
        return draft.current.filter(speech -> says(speech, answerId)).isPresent();
    }

    private boolean isWaiting(String answerId) {
        return draft.queue.stream().anyMatch(speech -> says(speech, answerId));
    }

    private boolean isSpeculations(String answerId) {
        return draft.speculation
                .filter(ahead -> ahead.answer().id().equals(answerId))
                .isPresent();
    }

    private static boolean says(Speech speech, String answerId) {
        return speech.round()
                .answer()
                .filter(answer -> answer.id().equals(answerId))
                .isPresent();
    }

    /** Changes the answer of this id, be it the current speech's, a waiting one's or one begun ahead. */
    private boolean change(String answerId, UnaryOperator<Answer> change) {
        if (isSpeculations(answerId)) {
            draft.speculation =
                    draft.speculation.map(ahead -> ahead.with(change.apply(ahead.answer()), ahead.timing()));
            voice.speak();
        }
        draft.queue.replaceAll(speech -> says(speech, answerId) ? changed(speech, change) : speech);
        boolean currents = isCurrents(answerId);
        if (currents) {
            draft.current(draft.current.map(speech -> changed(speech, change)));
        }
        return currents;
    }

    private static Speech changed(Speech speech, UnaryOperator<Answer> change) {
        return speech.with(change.apply(speech.round().answer().orElseThrow()));
    }

    private void timed(String answerId, Station station) {
        if (isSpeculations(answerId)) {
            draft.speculation = draft.speculation.map(
                    ahead -> ahead.with(ahead.answer(), ahead.timing().at(station, draft.now)));
        }
        if (isCurrents(answerId)) {
            draft.current(
                    draft.current.map(speech -> speech.with(speech.timing().at(station, draft.now))));
        }
    }

    private void generate(String answerId, ChatContext prompt, List<ToolDefinition> tools, ToolChoice toolChoice) {
        draft.effect(new Effect.Generate(answerId, prompt, tools, toolChoice));
    }
}
