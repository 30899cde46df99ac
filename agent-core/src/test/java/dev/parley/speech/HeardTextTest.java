package dev.parley.speech;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.speech.HeardText.Segment;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HeardTextTest {
    private static final List<Segment> TWO = List.of(
            new Segment("This is the first one.", Duration.ofSeconds(2), true),
            new Segment("And this the second.", Duration.ofSeconds(2), true));

    @Test
    void shouldHearNothingBeforeTheFirstSound() {
        HeardText.Segment silent = new HeardText.Segment("Hello, this is the desk.", Duration.ZERO, true);

        assertThat(HeardText.at(List.of(silent), Duration.ZERO)).isEmpty();
        assertThat(HeardText.at(List.of(silent, silent), Duration.ZERO)).isEmpty();
    }

    @Test
    void shouldGiveWholeWordsOnly() {
        assertThat(HeardText.at(TWO, Duration.ofMillis(900))).isEqualTo("This is");
        assertThat(HeardText.at(TWO, Duration.ofSeconds(2))).isEqualTo("This is the first one.");
        assertThat(HeardText.at(TWO, Duration.ofMillis(3200))).isEqualTo("This is the first one. And this the");
        assertThat(HeardText.at(TWO, Duration.ofSeconds(9))).isEqualTo("This is the first one. And this the second.");
    }

    @Property
    void shouldOnlyEverGrowWithThePosition(
            @ForAll @IntRange(max = 5000) int earlier, @ForAll @IntRange(max = 5000) int more) {
        String before = HeardText.at(TWO, Duration.ofMillis(earlier));
        String after = HeardText.at(TWO, Duration.ofMillis((long) earlier + more));

        assertThat(after).startsWith(before);
    }

    @Test
    void shouldNotCountTextWhoseAudioIsNotMadeYet() {
        List<Segment> half = List.of(new Segment(
                "This is a sentence of which only a part has been made so far.", Duration.ofSeconds(1), false));

        assertThat(HeardText.at(half, Duration.ofSeconds(1))).isEqualTo("This is a");
    }
}
