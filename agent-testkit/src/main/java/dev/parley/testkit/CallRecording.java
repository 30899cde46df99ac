package dev.parley.testkit;

import dev.parley.chat.ChatContext;
import dev.parley.session.AgentState;
import dev.parley.session.SessionEvent;
import dev.parley.session.engine.ConversationRecord;
import dev.parley.session.engine.Effect;
import dev.parley.session.engine.SessionState;
import dev.parley.session.engine.StateMachine;
import dev.parley.session.engine.Utterance;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What happened in a scripted call.
 *
 * @param effects all effects in their order, with the time at which they were decided
 * @param playbacks what the caller's ear got, in its order
 * @param written what agents without a voice have said, in the order of its end
 * @param refusals what the host asked for and did not get
 * @param moves what the session's state machines did
 */
public record CallRecording(
        SessionState state,
        List<TimedEffect> effects,
        List<Playback> playbacks,
        List<Playback> written,
        List<String> refusals,
        List<StateMachine.Move> moves) {
    public CallRecording {
        effects = List.copyOf(effects);
        playbacks = List.copyOf(playbacks);
        written = List.copyOf(written);
        refusals = List.copyOf(refusals);
        moves = List.copyOf(moves);
    }

    /** An effect and when it was decided. */
    public record TimedEffect(Duration at, Effect effect) {}

    /**
     * One utterance as the caller heard it.
     *
     * @param position how much of its audio was played
     * @param heard the text of that
     */
    public record Playback(
            Utterance utterance,
            Duration started,
            Duration ended,
            Duration position,
            String heard,
            boolean interrupted) {

        public String speechId() {
            return utterance.speechId();
        }
    }

    /** A state and since when it holds. */
    public record StateAt<S>(S state, Duration at) {}

    /** All events in their order. */
    public List<SessionEvent> events() {
        return effects.stream()
                .map(TimedEffect::effect)
                .filter(Effect.Emit.class::isInstance)
                .map(effect -> ((Effect.Emit) effect).event())
                .toList();
    }

    public <E extends SessionEvent> List<E> events(Class<E> type) {
        return events().stream().filter(type::isInstance).map(type::cast).toList();
    }

    public List<StateAt<AgentState>> agentStates() {
        return events(SessionEvent.AgentStateChanged.class).stream()
                .map(event -> new StateAt<>(event.newState(), since(event.at())))
                .toList();
    }

    /** The facts a journal would keep. */
    public List<ConversationRecord> journal() {
        return effects.stream()
                .map(TimedEffect::effect)
                .filter(Effect.Journal.class::isInstance)
                .map(effect -> ((Effect.Journal) effect).fact())
                .toList();
    }

    public ChatContext chat() {
        return state.chat();
    }

    /** Time since the session's start. */
    public static Duration since(Instant time) {
        return Duration.between(Instant.EPOCH, time);
    }
}
