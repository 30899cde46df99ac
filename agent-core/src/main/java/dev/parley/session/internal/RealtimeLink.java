package dev.parley.session.internal;

import dev.parley.audio.AudioFrame;
import dev.parley.chat.AgentConfigUpdate;
import dev.parley.chat.AgentHandoff;
import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatPart;
import dev.parley.chat.ChatRole;
import dev.parley.chat.Modality;
import dev.parley.metrics.ModelLabel;
import dev.parley.realtime.RealtimeCapability;
import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.RealtimeMessage;
import dev.parley.realtime.RealtimeModel;
import dev.parley.realtime.RealtimeReply;
import dev.parley.realtime.RealtimeSession;
import dev.parley.realtime.RealtimeSetup;
import dev.parley.session.CloseReason;
import dev.parley.session.engine.AgentProfile;
import dev.parley.session.engine.Ears;
import dev.parley.session.engine.Effect;
import dev.parley.session.engine.Stimulus;
import dev.parley.session.engine.Utterance;
import dev.parley.speech.Playout;
import dev.parley.speech.SentenceAudio;
import dev.parley.vad.VoiceActivityDetector;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A session's realtime model: what the engine asks of it, and what it tells, as stimuli. Its answers look to the engine like
 * any other; only their sentences are messages that the model speaks itself.
 *
 * <p>Thread-safe: effects come from the session's actor, audio from the caller's stream, events from the model's own thread.
 */
final class RealtimeLink {
    /** A model that transcribes nothing never asks for the time of a turn. */
    private static final int MOST_UNTRANSCRIBED = 64;

    private final RealtimeModel model;
    private final Playout playout;
    private final OutputSwitches output;
    private final InstantSource clock;
    private final Ears ears;
    private final SpokenAnswers spoken = new SpokenAnswers();
    private final RealtimeMeter meter;
    private final Map<String, Instant> committed = new ConcurrentHashMap<>();
    private Consumer<Stimulus> session = stimulus -> {};
    private @Nullable AgentProfile agent;
    private volatile @Nullable RealtimeSession open;

    /**
     * @param output with which it does without a voice that it has
     */
    RealtimeLink(RealtimeModel model, Ears ears, Playout playout, OutputSwitches output, InstantSource clock) {
        this.model = model;
        this.playout = playout;
        this.output = output;
        this.clock = clock;
        this.meter = new RealtimeMeter(this::label, clock);
        this.ears = ears;
    }

    Ears ears() {
        return ears;
    }

    /** The caller's ear for this model; a detector listens only where the model does not find the turns itself. */
    Hearing hearing(VoiceActivityDetector detector, ModelCalls calls) {
        VoiceActivityDetector used = ears == Ears.MODEL_TAKES_TURNS ? format -> frame -> List.of() : detector;
        return new Hearing(model.inputFormat(), used, new RealtimeRecognition(this), calls);
    }

    /** Whether its answers have a voice of their own. */
    boolean speaks() {
        return model.can(RealtimeCapability.AUDIO_OUTPUT);
    }

    private ModelLabel label() {
        return ModelLabel.of(
                Optional.ofNullable(open).flatMap(RealtimeSession::servedBy).orElseGet(model::name));
    }

    /** Tells whom to report to. Called before {@link #open}. */
    void reportTo(Consumer<Stimulus> listener) {
        session = listener;
    }

    /** One connection serves all agents of the session; the first opens it. */
    void open(String sessionId) {
        AgentProfile first = agent;
        if (open == null && first != null) {
            RealtimeSetup setup = new RealtimeSetup(
                    sessionId,
                    textOf(first),
                    first.tools(),
                    first.context().without(ChatPart.HANDOFFS, ChatPart.CONFIG_UPDATES),
                    ears == Ears.MODEL_TAKES_TURNS);
            open = model.open(setup, this::onEvent);
        }
    }

    private void whenOpen(Consumer<RealtimeSession> action) {
        RealtimeSession current = open;
        if (current != null) {
            action.accept(current);
        }
    }

    // --- what the session asks

    void pushAudio(AudioFrame frame) {
        whenOpen(current -> current.pushAudio(frame));
    }

    void commitAudio() {
        whenOpen(RealtimeSession::commitAudio);
    }

    void clearAudio() {
        whenOpen(RealtimeSession::clearAudio);
    }

    /** The agent that talks, as it is now; of what has changed the model is told. */
    void configure(AgentProfile now) {
        AgentProfile before = agent;
        agent = now;
        RealtimeSession current = open;
        if (current == null || before == null || now.equals(before)) {
            return;
        }
        if (!textOf(now).equals(textOf(before))) {
            current.updateInstructions(textOf(now));
        }
        if (!now.tools().equals(before.tools())) {
            current.updateTools(now.tools());
        }
    }

    /** LiveKit Agents' rule: a model that speaks has the instructions for speech, for it takes one text for all turns. */
    private String textOf(AgentProfile talking) {
        return talking.instructions().renderWhole(speaks() ? Modality.AUDIO : Modality.TEXT);
    }

    /** Instructions are told as they change, not with each item. */
    void itemAdded(ChatItem item) {
        if (item instanceof AgentHandoff || item instanceof AgentConfigUpdate) {
            return; // no model reads them
        }
        whenOpen(current -> current.addItem(item));
    }

    void ask(Effect.Generate generate) {
        RealtimeReply reply = RealtimeReply.of(generate.answerId())
                .withToolChoice(generate.toolChoice())
                .withInstructions(extraOf(generate.context()));
        whenOpen(current -> current.generateReply(isLimited(generate) ? reply.withTools(generate.tools()) : reply));
    }

    /** The model knows the agent's tools; what else holds for one answer it is told with that. */
    private boolean isLimited(Effect.Generate generate) {
        AgentProfile talks = agent;
        return model.can(RealtimeCapability.PER_RESPONSE_TOOL_CHOICE)
                && talks != null
                && !generate.tools().equals(talks.tools());
    }

    /** The engine puts what is for this answer alone at the end of its context. */
    private static String extraOf(ChatContext context) {
        ChatItem last = context.items().get(context.items().size() - 1);
        boolean extra = last instanceof ChatMessage message
                && message.role() == ChatRole.SYSTEM
                && !message.id().equals(ChatMessage.INSTRUCTIONS_ID)
                && !message.id().equals(ChatMessage.DYNAMIC_INSTRUCTIONS_ID);
        return extra ? ((ChatMessage) last).text() : "";
    }

    void cancel(String answerId) {
        whenOpen(current -> current.cancel(answerId));
    }

    void play(Utterance utterance, String itemId) {
        play(utterance, itemId, SpokenAudio::into);
    }

    /** The same by another way into the playout. */
    void play(Utterance utterance, String itemId, Function<SentenceAudio, SpokenAudio> way) {
        spoken.playInto(itemId, playout.open(VoiceQueue.nameOf(utterance)), way);
    }

    void takeBack(String answerId, Duration played) {
        spoken.unheard(answerId, played)
                .forEach(rest -> whenOpen(current -> current.truncate(rest.itemId(), rest.played())));
    }

    void close() {
        whenOpen(RealtimeSession::close);
    }

    // --- what the model tells

    private void onEvent(RealtimeEvent event) {
        meter.on(event).ifPresent(metrics -> session.accept(new Stimulus.ModelMeasured(metrics)));
        if (event instanceof RealtimeEvent.InputSpeechStarted) {
            session.accept(new Stimulus.SpeechStarted(clock.instant()));
        } else if (event instanceof RealtimeEvent.InputSpeechStopped) {
            session.accept(new Stimulus.SpeechEnded(clock.instant()));
        } else if (event instanceof RealtimeEvent.InputCommitted turn) {
            onCommitted(turn.itemId());
        } else if (event instanceof RealtimeEvent.InputTranscription heard) {
            onTranscription(heard);
        } else if (event instanceof RealtimeEvent.ErrorOccurred error) {
            onError(error);
        } else if (event instanceof RealtimeEvent.SessionReconnected back) {
            onReconnected(back);
        } else if (event instanceof RealtimeEvent.RateLimitsUpdated left) {
            session.accept(new Stimulus.RateLimitsTold(left.limits()));
        } else {
            onGeneration(event);
        }
    }

    private void onGeneration(RealtimeEvent event) {
        if (event instanceof RealtimeEvent.GenerationCreated created) {
            if (!created.userInitiated()) {
                session.accept(new Stimulus.GenerationStarted(created.replyId()));
            }
            session.accept(new Stimulus.AnswerStarted(created.replyId()));
        } else if (event instanceof RealtimeEvent.MessageStarted started) {
            onMessage(started.replyId(), started.message());
        } else if (event instanceof RealtimeEvent.ToolCalled call) {
            session.accept(new Stimulus.ToolRequested(call.replyId(), call.callId(), call.name(), call.arguments()));
        } else if (event instanceof RealtimeEvent.GenerationEnded ended) {
            onGenerationEnded(ended);
        }
    }

    private void onMessage(String answerId, RealtimeMessage message) {
        session.accept(new Stimulus.AnswerServed(answerId, label()));
        if (speaks() && spoken.isSpoken(answerId, output.audioEnabled())) {
            spoken.add(answerId, message);
            session.accept(new Stimulus.MessageStarted(answerId, message.itemId()));
        } else {
            message.deliverTo(new WrittenMessage(answerId, session));
        }
    }

    private void onGenerationEnded(RealtimeEvent.GenerationEnded ended) {
        spoken.ended(ended.replyId());
        session.accept(
                switch (ended.outcome()) {
                    case COMPLETED, CANCELLED, INCOMPLETE -> new Stimulus.AnswerEnded(ended.replyId());
                    case FAILED -> new Stimulus.AnswerFailed(ended.replyId(), ended.detail());
                    case CUT_OFF -> new Stimulus.AnswerCutOff(ended.replyId());
                });
    }

    private void onCommitted(String itemId) {
        if (committed.size() >= MOST_UNTRANSCRIBED) {
            committed.clear();
        }
        committed.put(itemId, clock.instant());
        session.accept(new Stimulus.HearingFlushed());
    }

    private void onTranscription(RealtimeEvent.InputTranscription heard) {
        if (heard.isFinal()) {
            Instant at = committed.remove(heard.itemId());
            session.accept(
                    new Stimulus.TurnTranscribed(heard.itemId(), heard.text(), at == null ? clock.instant() : at));
        } else {
            session.accept(new Stimulus.InterimHeard(
                    heard.text(), Optional.empty(), Optional.empty(), Optional.of(heard.itemId())));
        }
    }

    /** A connection that was replaced before it ended is no trouble to anyone. */
    private void onReconnected(RealtimeEvent.SessionReconnected back) {
        if (!back.gap().isZero()) {
            session.accept(new Stimulus.Troubled(
                    "realtime", "connection: anew after " + back.gap().toMillis() + " ms, since " + back.why()));
        }
    }

    private void onError(RealtimeEvent.ErrorOccurred error) {
        String text = error.failure().text();
        session.accept(new Stimulus.Troubled("realtime", text));
        if (!error.failure().recoverable()) {
            session.accept(new Stimulus.CloseAsked(new CloseReason(CloseReason.Kind.ERROR, text)));
        }
    }
}
