package dev.parley.background;

import dev.parley.session.AgentSession;
import dev.parley.session.AgentState;
import dev.parley.session.SessionEvent;
import dev.parley.speech.BackgroundSound;
import dev.parley.speech.Mixer;
import dev.parley.speech.PlayHandle;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Plays sounds behind an agent's voice: an ambient one all the time, another while the agent thinks. LiveKit Agents'
 * {@code BackgroundAudioPlayer}; here the sounds are mixed into the agent's own audio, on the clock that paces it.
 * Thread-safe; one plays for one session at a time.
 *
 * <p>Where several sounds are given, one is drawn by their probabilities each time it begins.
 */
public final class BackgroundAudioPlayer {
    private final List<BackgroundSound> ambient;
    private final List<BackgroundSound> thinking;
    private final RandomGenerator chance;
    private Optional<Mixer> mixer = Optional.empty();
    private Optional<PlayHandle> room = Optional.empty();
    private Optional<PlayHandle> typing = Optional.empty();
    private AgentSession.Subscription states = () -> {};

    private BackgroundAudioPlayer(
            List<BackgroundSound> ambient, List<BackgroundSound> thinking, RandomGenerator chance) {
        this.ambient = List.copyOf(ambient);
        this.thinking = List.copyOf(thinking);
        this.chance = chance;
    }

    /** One that is silent until it is given sounds. */
    public static BackgroundAudioPlayer create() {
        return new BackgroundAudioPlayer(List.of(), List.of(), RandomGenerator.getDefault());
    }

    /** Over and over, from the start on. */
    public BackgroundAudioPlayer ambient(BackgroundSound... sounds) {
        return new BackgroundAudioPlayer(List.of(sounds), thinking, chance);
    }

    /** Once each time the agent begins to think; it is stopped when the agent has thought. */
    public BackgroundAudioPlayer thinking(BackgroundSound... sounds) {
        return new BackgroundAudioPlayer(ambient, List.of(sounds), chance);
    }

    /** Draws by this; for tests. */
    public BackgroundAudioPlayer chance(RandomGenerator generator) {
        return new BackgroundAudioPlayer(ambient, thinking, generator);
    }

    /**
     * Begins with the ambient sound and follows the agent's state. Ends with the session, or by {@link #close}.
     *
     * @throws IllegalArgumentException if the session was not made by {@code dev.parley.Parley}
     * @throws IllegalStateException if it plays already
     */
    public synchronized void start(AgentSession session) {
        if (!(session instanceof SoundSlot slot)) {
            throw new IllegalArgumentException(
                    "session " + session.id() + ": of another make (expected: one made by Parley.session)");
        }
        if (mixer.isPresent()) {
            throw new IllegalStateException(
                    "background audio: plays already (expected: close it first, or one player a session)");
        }
        mixer = Optional.of(slot.mixer());
        room = draw(ambient).map(slot.mixer()::loop);
        states = session.on(SessionEvent.AgentStateChanged.class, this::onState);
    }

    /** Plays a sound once, now. Nothing is heard before {@link #start} and after {@link #close}. */
    public synchronized Optional<PlayHandle> play(BackgroundSound... sounds) {
        return mixer.flatMap(open -> draw(List.of(sounds)).map(open::play));
    }

    /** Ends all its sounds, by their fades. Idempotent. */
    public synchronized void close() {
        states.cancel();
        room.ifPresent(PlayHandle::stop);
        typing.ifPresent(PlayHandle::stop);
        room = Optional.empty();
        typing = Optional.empty();
        mixer = Optional.empty();
    }

    private synchronized void onState(SessionEvent.AgentStateChanged event) {
        typing.ifPresent(PlayHandle::stop);
        typing = Optional.empty();
        if (event.newState() == AgentState.THINKING) {
            typing = mixer.flatMap(open -> draw(thinking).map(open::play));
        }
    }

    /** One by its probability; none if they do not add up to 1 and chance has it so. */
    Optional<BackgroundSound> draw(List<BackgroundSound> sounds) {
        double total = sounds.stream().mapToDouble(BackgroundSound::probability).sum();
        double drawn = chance.nextDouble() * Math.max(1, total);
        for (BackgroundSound sound : sounds) {
            drawn -= sound.probability();
            if (drawn < 0) {
                return Optional.of(sound);
            }
        }
        return Optional.empty();
    }
}
