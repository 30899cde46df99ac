package dev.parley.session.internal;

import akka.NotUsed;
import akka.japi.function.Function;
import akka.stream.javadsl.Flow;
import dev.parley.audio.AudioFrame;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.SpeechToTextEvent;
import dev.parley.vad.VadEvent;
import dev.parley.vad.VadStream;
import dev.parley.vad.VoiceActivityDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Makes a recogniser of whole utterances one that listens all the time. */
final class UtteranceStream {
    private static final int PATIENCE_SECONDS = 60;

    private UtteranceStream() {}

    /** Utterances are recognised one after the other; what is said meanwhile waits with the stream before. */
    static Flow<AudioFrame, SpeechToTextEvent, NotUsed> of(SpeechToText recogniser, VoiceActivityDetector detector) {
        return Flow.<AudioFrame>create()
                .statefulMapConcat(() -> new Cutting(recogniser, detector))
                .mapAsync(
                        1,
                        utterance -> recogniser
                                .recognize(utterance)
                                .toCompletableFuture()
                                .copy()
                                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .map(SpeechToTextEvent.Final::new);
    }

    /** Cuts utterances out of one call's audio. */
    private static final class Cutting implements Function<AudioFrame, Iterable<AudioFrame>> {
        private static final long serialVersionUID = 1L;

        private final transient UtteranceCutter cutter;
        private final transient VadStream vad;

        private Cutting(SpeechToText recogniser, VoiceActivityDetector detector) {
            this.cutter = new UtteranceCutter(recogniser.format());
            this.vad = detector.open(recogniser.format());
        }

        @Override
        public Iterable<AudioFrame> apply(AudioFrame frame) {
            List<AudioFrame> utterances = new ArrayList<>(0);
            cutter.accept(frame);
            for (VadEvent event : vad.accept(frame)) {
                if (event instanceof VadEvent.SpeechStarted) {
                    cutter.begin();
                } else if (event instanceof VadEvent.SpeechEnded && cutter.speaking()) {
                    utterances.add(cutter.end());
                }
            }
            if (cutter.full()) {
                utterances.add(cutter.cut());
            }
            return utterances;
        }
    }
}
