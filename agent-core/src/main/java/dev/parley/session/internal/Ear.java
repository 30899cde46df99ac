package dev.parley.session.internal;

import akka.NotUsed;
import akka.stream.javadsl.Flow;
import dev.parley.agent.Agent;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.session.engine.Stimulus;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.SpeechToTextEvent;
import dev.parley.vad.VoiceActivityDetector;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Who hears the caller while an agent talks: a detector of voice, and a recogniser, an agent's node in its place, or nobody. */
final class Ear {
    private final VoiceActivityDetector detector;
    private final Optional<SpeechToText> stt;
    private final Optional<Supplier<Flow<AudioFrame, SpeechToTextEvent, NotUsed>>> node;
    private final Optional<Agent> owner;

    /**
     * An ear that nobody listens by yet.
     *
     * @param stt empty for nobody who understands
     * @param node empty for the recogniser alone
     */
    Ear(
            VoiceActivityDetector detector,
            Optional<SpeechToText> stt,
            Optional<Supplier<Flow<AudioFrame, SpeechToTextEvent, NotUsed>>> node) {
        this(detector, stt, node, Optional.empty());
    }

    private Ear(
            VoiceActivityDetector detector,
            Optional<SpeechToText> stt,
            Optional<Supplier<Flow<AudioFrame, SpeechToTextEvent, NotUsed>>> node,
            Optional<Agent> owner) {
        this.detector = detector;
        this.stt = stt;
        this.node = node;
        this.owner = owner;
    }

    /** An ear that listens through this agent's node. */
    static Ear through(
            Supplier<Flow<AudioFrame, SpeechToTextEvent, NotUsed>> node,
            Agent owner,
            VoiceActivityDetector detector,
            SpeechToText stt) {
        return new Ear(detector, Optional.of(stt), Optional.of(node), Optional.of(owner));
    }

    VoiceActivityDetector detector() {
        return detector;
    }

    /** What the recogniser wants its audio in. */
    AudioFormat format() {
        return stt.map(SpeechToText::format).orElse(AudioFormat.WIDEBAND);
    }

    /** One stream per recogniser, and per agent that has its own node. */
    boolean understandsAs(Ear other) {
        return this == other || (same(stt, other.stt) && hasNodeOf(other));
    }

    /** What a node does by default uses the detector. */
    private boolean hasNodeOf(Ear other) {
        boolean neither = node.isEmpty() && other.node.isEmpty();
        boolean ofOneAgent = owner.isPresent() && same(owner, other.owner);
        return neither || (ofOneAgent && detector.equals(other.detector));
    }

    @SuppressWarnings("ReferenceEquality") // an equal one may be another connection
    private static <T> boolean same(Optional<T> one, Optional<T> other) {
        return one.isEmpty() ? other.isEmpty() : other.isPresent() && one.get() == other.get();
    }

    /** Begins to listen. */
    Recognition open(ModelCalls calls, Consumer<Stimulus> session) {
        if (stt.isEmpty()) {
            return new NoRecognition(session);
        }
        boolean streams = node.isPresent() || stt.get().capabilities().streaming();
        return streams
                ? new StreamRecognition(stt.get(), node, calls, session)
                : new UtteranceRecognition(stt.get(), calls, session);
    }
}
