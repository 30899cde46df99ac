package dev.parley.realtime.livekit;

import dev.parley.realtime.livekit.data.Transcriptions;
import dev.parley.realtime.livekit.room.RoomParticipant;
import dev.parley.session.AgentSession;
import dev.parley.session.AgentState;
import dev.parley.session.SessionEvent;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows a room what its session says and hears: the agent's words in step with its voice, the caller's as they are understood,
 * both on {@code lk.transcription}, and the agent's state as the attribute {@code lk.agent.state}. Called by the session's
 * callbacks, one at a time.
 */
final class RoomCaptions {
    private static final Logger LOG = LoggerFactory.getLogger(RoomCaptions.class);
    private static final String STATE = "lk.agent.state";

    private final LivekitRoom room;
    private final Map<String, Transcriptions.Speech> speeches = new HashMap<>();
    private volatile Optional<RoomParticipant> caller = Optional.empty();
    private Transcriptions.@Nullable Utterance utterance;
    private boolean refused;

    RoomCaptions(LivekitRoom room) {
        this.room = room;
    }

    void follow(AgentSession session) {
        tell(AgentState.INITIALIZING);
        session.on(SessionEvent.AgentStateChanged.class, event -> tell(event.newState()));
        session.on(SessionEvent.AgentTranscript.class, this::onAgentTranscript);
        session.on(SessionEvent.SpeechFinished.class, this::onSpeechFinished);
        session.on(SessionEvent.UserInputTranscribed.class, this::onUserInput);
    }

    /** Whose words those of the user are. */
    void listenTo(Optional<RoomParticipant> participant) {
        caller = participant;
    }

    /** The agent's state once more, to a server that may not have it. */
    void tellState(AgentSession session) {
        tell(session.agentState());
    }

    private void tell(AgentState state) {
        room.updateAttributes(Map.of(STATE, state.name().toLowerCase(Locale.ROOT)))
                .exceptionally(failure -> {
                    CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(() -> warn(failure));
                    return akka.Done.getInstance();
                });
    }

    /** Once, and not if the room was being left, which need not be known at the moment of the failure. */
    private synchronized void warn(Throwable failure) {
        if (!refused && !room.whenEnded().toCompletableFuture().isDone()) {
            refused = true;
            LOG.warn("The room is not told of the agent's state.", failure);
        }
    }

    private void onAgentTranscript(SessionEvent.AgentTranscript event) {
        speeches.computeIfAbsent(
                        event.speechId(), id -> room.data().transcriptions().agentSpeech(ownTrack()))
                .append(event.delta());
    }

    private String ownTrack() {
        return room.localParticipant().tracks().keySet().stream().findFirst().orElse("");
    }

    private void onSpeechFinished(SessionEvent.SpeechFinished event) {
        Transcriptions.Speech speech = speeches.remove(event.speechId());
        if (speech != null) {
            speech.end();
        }
    }

    private void onUserInput(SessionEvent.UserInputTranscribed event) {
        caller.ifPresent(participant -> {
            Transcriptions.Utterance current = utterance == null
                    ? room.data()
                            .transcriptions()
                            .userUtterance(
                                    participant.identity(),
                                    RoomIo.microphone(participant).orElse(""))
                    : utterance;
            if (event.isFinal()) {
                current.end(event.transcript());
                utterance = null;
            } else {
                current.interim(event.transcript());
                utterance = current;
            }
        });
    }
}
