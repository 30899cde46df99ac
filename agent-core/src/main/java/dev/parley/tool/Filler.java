package dev.parley.tool;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is said in a silence while a tool works. LiveKit Agents' {@code with_filler}.
 *
 * @param texts said one after the other, from the first again behind the last
 * @param delay how long nobody must have spoken; the model's and the caller's speech begin the wait anew
 * @param interval how long after one filler the next wait begins at the earliest; empty: there is one only
 * @param most how many are said; 0 for as many as there are silences
 */
public record Filler(List<String> texts, Duration delay, Optional<Duration> interval, int most) {
    public Filler {
        texts = List.copyOf(texts);
        if (texts.isEmpty() || texts.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("filler: " + texts + " (expected: texts to say)");
        }
        if (delay.isNegative() || interval.filter(Duration::isNegative).isPresent() || most < 0) {
            throw new IllegalArgumentException("filler: delay " + delay + ", interval " + interval + ", most " + most
                    + " (expected: zero or more)");
        }
    }

    /** Said once, as soon as nobody speaks. */
    public static Filler of(String... texts) {
        return new Filler(List.of(texts), Duration.ZERO, Optional.empty(), 0);
    }

    /** After this much silence. */
    public Filler after(Duration silence) {
        return new Filler(texts, silence, interval, most);
    }

    /** Again and again, this long after each at the earliest. */
    public Filler every(Duration newInterval) {
        return new Filler(texts, delay, Optional.of(newInterval), most);
    }

    public Filler atMost(int times) {
        return new Filler(texts, delay, interval, times);
    }

    /** What is said after so many. */
    public String text(int said) {
        return texts.get(said % texts.size());
    }

    /** Whether so many are enough. */
    public boolean mostSaid(int said) {
        return most > 0 && said >= most;
    }
}
