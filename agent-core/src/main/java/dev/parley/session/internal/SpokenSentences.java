package dev.parley.session.internal;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.text.TextPieces;
import dev.parley.text.TimedText;
import dev.parley.tts.SynthesizedAudio;
import dev.parley.tts.TextToSpeech;
import java.time.Duration;
import java.util.List;

/**
 * A voice at work on sentences, one after the other; tells when each was spoken if the voice does not tell of its words. One
 * per stream.
 */
final class SpokenSentences {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final TextToSpeech voice;
    private final AudioFormat format;
    private long samples;
    private long begun;
    private boolean timed;

    private SpokenSentences(TextToSpeech voice) {
        this.voice = voice;
        this.format = voice.format();
    }

    /** The speech of these sentences; a voice that gives nothing for 10 s fails it. */
    static Source<SynthesizedAudio, NotUsed> of(TextToSpeech voice, Source<String, NotUsed> sentences) {
        return Source.lazySource(() -> {
                    SpokenSentences speaking = new SpokenSentences(voice);
                    return sentences
                            .mapConcat(sentence ->
                                    TextPieces.of(sentence, voice.capabilities().longestText()))
                            .flatMapConcat(speaking::speak);
                })
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    private Source<SynthesizedAudio, NotUsed> speak(String text) {
        begun = samples;
        timed = false;
        return Source.lazySource(() -> voice.synthesizeTimed(text))
                .mapMaterializedValue(ignored -> NotUsed.getInstance())
                .initialTimeout(PATIENCE)
                .backpressureTimeout(LONGEST_PAUSE)
                .map(this::placed)
                .concatLazy(Source.lazySingle(() -> end(text)));
    }

    /** Its timings count from the beginning of the whole. */
    private SynthesizedAudio placed(SynthesizedAudio audio) {
        samples += audio.frame().samples();
        if (audio.timings().isEmpty()) {
            return audio;
        }
        timed = true;
        Duration before = format.durationOf(begun);
        return new SynthesizedAudio(
                audio.frame(),
                audio.timings().stream().map(timing -> timing.later(before)).toList());
    }

    private SynthesizedAudio end(String text) {
        boolean known = timed || samples == begun;
        TimedText whole = new TimedText(text, format.durationOf(begun), format.durationOf(samples));
        return new SynthesizedAudio(AudioFrame.wrap(new byte[0], format), known ? List.of() : List.of(whole));
    }
}
