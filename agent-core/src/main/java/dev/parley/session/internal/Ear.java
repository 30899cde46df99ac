package dev.parley.session.internal;

import akka.NotUsed;
import akka.stream.javadsl.Flow;
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
        this.detector = detector;
        this.stt = stt;
        this.node = node;
    }

    VoiceActivityDetector detector() {
        return detector;
    }

    /** What the recogniser wants its audio in. */
    AudioFormat format() {
        return stt.map(SpeechToText::format).orElse(AudioFormat.WIDEBAND);
    }

    /** One stream per recogniser. */
    @SuppressWarnings("ReferenceEquality") // an equal one may be another connection
    boolean understandsAs(Ear other) {
        boolean sameRecogniser = stt.isPresent() && other.stt.isPresent() && stt.get() == other.stt.get();
        boolean nobody = stt.isEmpty() && other.stt.isEmpty();
        return this == other || ((sameRecogniser || nobody) && node.isEmpty() && other.node.isEmpty());
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
