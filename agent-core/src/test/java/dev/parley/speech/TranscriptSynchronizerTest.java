package dev.parley.speech;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.text.TimedText;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The rules of LiveKit Agents' TranscriptSynchronizer (voice/transcription/synchronizer.py). */
class TranscriptSynchronizerTest {
    private static final String TEXT = "This is a window with a view. ";

    private static long nanos(double seconds) {
        return (long) (seconds * 1e9);
    }

    private static Duration at(double seconds) {
        return Duration.ofNanos(nanos(seconds));
    }

    private static String heard(TranscriptSynchronizer text, double position, double audio, boolean complete) {
        return text.text(0, text.heard(nanos(position), nanos(audio), complete));
    }

    private static TranscriptSynchronizer spoken(String text) {
        TranscriptSynchronizer synchronizer = new TranscriptSynchronizer();
        synchronizer.text(text);
        synchronizer.given(text, 1);
        return synchronizer;
    }

    @Test
    void shouldPaceByTheStandardRateWhileTheEndIsNotKnown() {
        TranscriptSynchronizer text = spoken(TEXT); // syllables: 1 1 1 2 1 1 1, at 3.83 a second

        assertThat(heard(text, 0, 1, false)).isEmpty();
        assertThat(heard(text, 0.14, 1, false)).isEqualTo("This");
        assertThat(heard(text, 1.00, 1, false)).isEqualTo("This is a");
        assertThat(heard(text, 1.08, 1.1, false)).isEqualTo("This is a window");
        assertThat(heard(text, 1.45, 1.5, false)).isEqualTo("This is a window with");
    }

    @Test
    void shouldPaceByTheAudioOnceBothEndsAreKnown() {
        TranscriptSynchronizer text = spoken(TEXT);
        text.endText();

        assertThat(heard(text, 4.0, 16, true)).isEqualTo("This is");
        assertThat(heard(text, 15.9, 16, true)).isEqualTo("This is a window with a view.");
        assertThat(heard(text, 16, 16, true)).isEqualTo(TEXT);
    }

    @Test
    void shouldNotRunAheadOfAVoiceThatIsSlowerThanUsual() {
        TranscriptSynchronizer text = spoken(TEXT);
        text.endText();

        assertThat(heard(text, 1.0, 8, false)).isEqualTo("This");
        assertThat(heard(text, 4.0, 8, false)).isEqualTo("This is a window");
    }

    @Test
    void shouldFollowTheVoicesOwnTimings() {
        TranscriptSynchronizer text = spoken("One. Two words. ");
        text.timed(new TimedText("One.", at(2), at(3)));
        text.timed(new TimedText("Two", at(5), at(5.2)));
        text.timed(new TimedText("words.", at(9), at(10)));
        text.endText();

        assertThat(heard(text, 2.4, 12, true)).isEmpty();
        assertThat(heard(text, 2.6, 12, true)).isEqualTo("One.");
        assertThat(heard(text, 4.9, 12, true)).isEqualTo("One.");
        assertThat(heard(text, 5.15, 12, true)).isEqualTo("One. Two");
        assertThat(heard(text, 9.4, 12, true)).isEqualTo("One. Two");
        assertThat(heard(text, 9.6, 12, true)).isEqualTo("One. Two words.");
    }

    @Test
    void shouldCarryTimingsOverToATextThatIsShownOtherwise() {
        TranscriptSynchronizer text = new TranscriptSynchronizer();
        text.text("See **this** and that. ");
        text.text("[More](http://example.com/of/it) of it. ");
        text.given("See this and that. More of it. ", 2);
        text.timed(new TimedText("See this and that.", at(0), at(4)));
        text.timed(new TimedText("More of it.", at(4), at(6)));
        text.endText();

        assertThat(heard(text, 0.6, 6, true)).isEqualTo("See");
        assertThat(heard(text, 6, 6, true))
                .isEqualTo("See **this** and that. [More](http://example.com/of/it) of it. ");
    }

    @Test
    void shouldKeepSentencesInStepByTheirPieces() {
        TranscriptSynchronizer text = new TranscriptSynchronizer();
        text.text("A quite long sentence stands here first. ");
        text.given("Short. ", 1);
        text.text("Second. ");
        text.given("The second one is what takes long to say. ", 2);
        text.timed(new TimedText("Short.", at(0), at(1)));
        text.timed(new TimedText("The second one is what takes long to say.", at(1), at(9)));
        text.endText();

        assertThat(heard(text, 1.0, 9, true)).isEqualTo("A quite long sentence stands here first.");
        assertThat(heard(text, 4.0, 9, true)).isEqualTo("A quite long sentence stands here first.");
        assertThat(heard(text, 5.1, 9, true)).isEqualTo("A quite long sentence stands here first. Second.");
    }

    @Test
    void shouldPassOverTimingsThatFitNothing() {
        TranscriptSynchronizer text = spoken(TEXT);
        text.timed(new TimedText("nothing of the kind", at(0), at(9)));
        text.timed(new TimedText("", at(0), at(9)));
        text.timed(new TimedText("window", at(1), at(2)));
        text.timed(new TimedText("This", at(3), at(4)));
        text.endText();

        assertThat(heard(text, 1.9, 3, true)).isEqualTo("This is a window");
        assertThat(heard(text, 3, 3, true)).isEqualTo(TEXT);
    }

    @Test
    void shouldOnlyEverGrowWithWholeWordsWhateverIsTold() {
        for (int seed = 0; seed < 500; seed++) {
            Random chance = new Random(seed);
            TranscriptSynchronizer text = new TranscriptSynchronizer();
            StringBuilder whole = new StringBuilder();
            String before = "";
            double position = 0;
            double audio = 0;
            for (int step = 0; step < 40; step++) {
                if (chance.nextInt(3) == 0) {
                    String piece = "word number " + step + ". ";
                    whole.append(piece);
                    text.text(piece);
                    text.given(chance.nextBoolean() ? piece : "other " + step, step);
                }
                audio += chance.nextDouble();
                if (chance.nextInt(4) == 0) {
                    double start = audio * chance.nextDouble();
                    text.timed(new TimedText("number " + chance.nextInt(step + 1), at(start), at(start + 0.2)));
                }
                position = Math.min(audio, position + chance.nextDouble());
                String now = heard(text, position, audio, false);
                assertThat(now).as("seed %d, step %d", seed, step).startsWith(before);
                assertThat(whole.toString()).startsWith(now);
                assertThat(now.isEmpty() || Character.isWhitespace(whole.charAt(now.length())))
                        .as("seed %d: whole words", seed)
                        .isTrue();
                before = now;
            }
            text.endText();
            assertThat(heard(text, audio, audio, true)).isEqualTo(whole.toString());
        }
    }
}
