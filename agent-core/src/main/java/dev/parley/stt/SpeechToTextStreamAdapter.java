package dev.parley.stt;

import akka.Done;
import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.OverflowStrategy;
import akka.stream.javadsl.Flow;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.vad.UtteranceCutter;
import dev.parley.vad.VadEvent;
import dev.parley.vad.VadStream;
import dev.parley.vad.VoiceActivityDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Makes a recogniser of whole utterances one that streams: a detector cuts the utterances out of the audio (LiveKit Agents'
 * {@code stt.StreamAdapter}). Thread-safe.
 *
 * <p>A session does this by itself; the adapter is for those who need a stream, such as a fallback group. Utterances are
 * recognised one after the other; when more than eight wait, or one takes more than a minute, the stream fails rather than lose
 * words.
 */
public final class SpeechToTextStreamAdapter implements SpeechToText {
    private static final int MOST_WAITING = 8;
    private static final int PATIENCE_SECONDS = 60;

    private final SpeechToText stt;
    private final VoiceActivityDetector vad;

    private SpeechToTextStreamAdapter(SpeechToText stt, VoiceActivityDetector vad) {
        this.stt = stt;
        this.vad = vad;
    }

    /** The recogniser as one that streams; itself if it does already. */
    public static SpeechToText of(SpeechToText stt, VoiceActivityDetector vad) {
        return stt.capabilities().streaming() ? stt : new SpeechToTextStreamAdapter(stt, vad);
    }

    @Override
    public String name() {
        return stt.name();
    }

    @Override
    public SpeechToTextCapabilities capabilities() {
        return new SpeechToTextCapabilities(true, false, stt.capabilities().features());
    }

    @Override
    public AudioFormat format() {
        return stt.format();
    }

    @Override
    public CompletionStage<Transcript> recognize(AudioFrame utterance) {
        return stt.recognize(utterance);
    }

    @Override
    public CompletionStage<Transcript> recognize(AudioFrame utterance, List<String> keyterms) {
        return stt.recognize(utterance, keyterms);
    }

    @Override
    public Flow<AudioFrame, SpeechToTextEvent, NotUsed> stream() {
        return stream(List.of());
    }

    @Override
    public Flow<AudioFrame, SpeechToTextEvent, NotUsed> stream(List<String> keyterms) {
        return Flow.<AudioFrame>create()
                .statefulMap(
                        () -> new Cutting(vad.open(format()), new UtteranceCutter(format())),
                        (cutting, frame) -> Pair.create(cutting, cutting.accept(frame)),
                        cutting -> Optional.of(cutting.rest()))
                .mapConcat(utterances -> utterances)
                .buffer(MOST_WAITING, OverflowStrategy.fail())
                .mapAsync(1, utterance -> recognizeInTime(utterance, keyterms))
                .map(SpeechToTextEvent.Final::new);
    }

    private CompletionStage<Transcript> recognizeInTime(AudioFrame utterance, List<String> keyterms) {
        return stt.recognize(utterance, keyterms)
                .toCompletableFuture()
                .copy()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<Done> prewarm() {
        return stt.prewarm();
    }

    /** One stream's audio on its way to utterances. */
    private record Cutting(VadStream vad, UtteranceCutter cutter) {

        List<AudioFrame> accept(AudioFrame frame) {
            List<AudioFrame> utterances = new ArrayList<>(0);
            int step = UtteranceCutter.step(frame.format());
            for (int from = 0; from < frame.samples(); from += step) {
                take(frame.slice(from, Math.min(from + step, frame.samples())), utterances);
            }
            return utterances;
        }

        private void take(AudioFrame step, List<AudioFrame> utterances) {
            cutter.accept(step);
            for (VadEvent event : vad.accept(step)) {
                if (event instanceof VadEvent.SpeechStarted) {
                    cutter.begin();
                } else if (event instanceof VadEvent.SpeechEnded && cutter.speaking()) {
                    utterances.add(cutter.end());
                }
            }
            if (cutter.full()) {
                utterances.add(cutter.cut());
            }
        }

        List<AudioFrame> rest() {
            return cutter.speaking() ? List.of(cutter.end()) : List.of();
        }
    }
}
