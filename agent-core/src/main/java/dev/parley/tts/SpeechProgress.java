package dev.parley.tts;

import dev.parley.audio.AudioFormat;
import dev.parley.text.Syllables;
import dev.parley.text.TextSpan;
import dev.parley.text.TimedText;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * How far a text has been spoken, by one voice after the other: by the voice's word timings, or else by LiveKit Agents' pace of
 * 3.83 syllables a second. Not thread-safe.
 */
final class SpeechProgress {
    private static final double SYLLABLES_PER_SECOND = 3.83;

    private final AudioFormat format;
    private long samples;
    private long before;
    private int begun;
    private int timed;

    /** Of audio in this format. */
    SpeechProgress(AudioFormat format) {
        this.format = format;
    }

    /** Another voice goes on; tells where in the text, as far as it is known. */
    int handOver(String text) {
        begun = reached(text);
        timed = begun;
        before = samples;
        return begun;
    }

    /** More of the speech: with its timings since the beginning of the whole. */
    SynthesizedAudio made(SynthesizedAudio audio, Supplier<String> text) {
        samples += audio.frame().samples();
        audio.timings().forEach(timing -> place(timing, text.get()));
        if (before == 0 || audio.timings().isEmpty()) {
            return audio;
        }
        Duration later = format.durationOf(before);
        return audio.withTimings(
                audio.timings().stream().map(timing -> timing.later(later)).toList());
    }

    private void place(TimedText timing, String text) {
        String word = timing.text().strip();
        int at = word.isEmpty() ? -1 : text.indexOf(word, timed);
        if (at >= 0 && timing.end().compareTo(format.durationOf(samples - before)) <= 0) {
            timed = at + word.length();
        }
    }

    /** Whether something is left to say of a text that is all there. */
    boolean saidAll(String text) {
        return samples > before && !AudibleSpeech.hasWords(text.substring(reached(text)));
    }

    private int reached(String text) {
        if (timed > begun) {
            return timed;
        }
        double syllables = format.durationOf(samples - before).toNanos() / 1e9 * SYLLABLES_PER_SECOND;
        int at = begun;
        for (TextSpan word : Syllables.spans(text.substring(begun))) {
            syllables -= Syllables.ofWord(word.text());
            if (syllables < 0) {
                break;
            }
            at = begun + word.end();
        }
        return at;
    }
}
