package dev.parley.tts;

import dev.parley.audio.AudioFormat;
import dev.parley.text.Syllables;
import dev.parley.text.TextSpan;
import dev.parley.text.TimedText;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * How far a text has been spoken, by one voice after the other: by the voice's word timings, or else by LiveKit Agents' pace of
 * 3.83 syllables a second. Not thread-safe.
 */
final class SpeechProgress {
    private static final double SYLLABLES_PER_SECOND = 3.83;

    /** A timing whose word stands further on than this is of another text. */
    private static final int SEARCHED_AHEAD = 200;

    /** What a resampler may still hold back, and timings be rounded by. */
    private static final Duration TOLERANCE = Duration.ofMillis(10);

    private final Deque<TimedText> ahead = new ArrayDeque<>();
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
        ahead.clear();
        return begun;
    }

    /** More of the speech: with its timings since the beginning of the whole. */
    SynthesizedAudio made(SynthesizedAudio audio, Supplier<String> text) {
        samples += audio.frame().samples();
        ahead.addAll(audio.timings());
        placeSpoken(text);
        if (before == 0 || audio.timings().isEmpty()) {
            return audio;
        }
        Duration later = format.durationOf(before);
        return audio.withTimings(
                audio.timings().stream().map(timing -> timing.later(later)).toList());
    }

    /** Timings may come ahead of their audio, and count once that is there. */
    private void placeSpoken(Supplier<String> text) {
        Duration spoken = format.durationOf(samples - before).plus(TOLERANCE);
        while (!ahead.isEmpty() && ahead.element().end().compareTo(spoken) <= 0) {
            place(ahead.remove().text().strip(), text.get());
        }
    }

    private void place(String word, String text) {
        int at = word.isEmpty() ? -1 : text.indexOf(word, timed);
        if (at >= 0 && at <= timed + SEARCHED_AHEAD) {
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
