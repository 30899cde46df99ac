package dev.parley.tts;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import java.time.Duration;

/** Texts that are spoken one after the other as parts of a whole, from whose beginning their timings count. For one run. */
final class SpokenPieces {
    private final AudioFormat format;
    private long samples;

    SpokenPieces(AudioFormat format) {
        this.format = format;
    }

    /** The next one. */
    Source<SynthesizedAudio, NotUsed> next(Source<SynthesizedAudio, NotUsed> speech) {
        Duration before = format.durationOf(samples);
        return speech.map(audio -> {
            samples += audio.frame().samples();
            return audio.withTimings(
                    audio.timings().stream().map(timing -> timing.later(before)).toList());
        });
    }
}
