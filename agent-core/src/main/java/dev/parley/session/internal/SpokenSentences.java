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
import java.util.function.Function;

/**
 * A voice at work on sentences, one after the other; tells when each was spoken if the voice does not tell of its words. One
 * per stream.
 */
final class SpokenSentences {
    /** For as long a speech may be held back. */
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final Function<String, Source<SynthesizedAudio, NotUsed>> voice;
    private final AudioFormat format;
    private long samples;
    private long begun;
    private boolean timed;

    private SpokenSentences(Function<String, Source<SynthesizedAudio, NotUsed>> voice, AudioFormat format) {
        this.voice = voice;
        this.format = format;
    }

    /**
     * The speech of these sentences.
     *
     * @param spoken has the voice speak one; it sees to it that the voice does so in time
     */
    static Source<SynthesizedAudio, NotUsed> of(
            TextToSpeech voice,
            Function<String, Source<SynthesizedAudio, NotUsed>> spoken,
            Source<String, NotUsed> sentences) {
        return Source.lazySource(() -> {
                    SpokenSentences speaking = new SpokenSentences(spoken, voice.format());
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
        return voice.apply(text)
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
