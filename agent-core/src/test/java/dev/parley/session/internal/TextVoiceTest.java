package dev.parley.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.engine.Stimulus;
import dev.parley.session.engine.Utterance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextVoiceTest {
    private static final Utterance SAID = new Utterance("speech_1", 0);
    private static final Utterance NEXT = new Utterance("speech_1", 0, 1);

    private final List<Stimulus> told = new ArrayList<>();
    private final TextVoice voice = new TextVoice(told::add);

    private static Stimulus finished(String heard, boolean interrupted) {
        return new Stimulus.PlaybackFinished(SAID, heard, Duration.ZERO, interrupted);
    }

    @Test
    void shouldCountEachSentenceAsHeardWhenItComes() {
        voice.begin(SAID, false);
        voice.speak(SAID, "One. ");
        voice.speak(SAID, "Two.");
        voice.complete(SAID);

        assertThat(told)
                .containsExactly(
                        new Stimulus.PlaybackStarted(SAID),
                        new Stimulus.TextHeard(SAID, "One. "),
                        new Stimulus.TextHeard(SAID, "Two."),
                        finished("One. Two.", false));
        assertThat(voice.says(SAID)).isFalse();
    }

    @Test
    void shouldKeepTheWhiteSpaceThatTheModelWrote() {
        voice.begin(SAID, false);
        voice.speak(SAID, "One.\n");
        voice.speak(SAID, "Two.");
        voice.complete(SAID);

        assertThat(told).endsWith(finished("One.\nTwo.", false));
    }

    @Test
    void shouldPutNothingBetweenPiecesThatAreWrittenWithoutSpace() {
        voice.begin(SAID, false);
        voice.speak(SAID, "你");
        voice.speak(SAID, "好");
        voice.complete(SAID);

        assertThat(told).endsWith(new Stimulus.TextHeard(SAID, "好"), finished("你好", false));
    }

    @Test
    void shouldKeepBackWhatComesInAPause() {
        voice.begin(SAID, true);
        voice.speak(SAID, "One.");
        voice.complete(SAID);
        assertThat(told).isEmpty();

        voice.resume(SAID);

        assertThat(told)
                .containsExactly(
                        new Stimulus.PlaybackStarted(SAID),
                        new Stimulus.TextHeard(SAID, "One."),
                        finished("One.", false));
    }

    @Test
    void shouldSayTheNextSegmentOnceThePausedOneBeforeItIsOver() {
        voice.begin(SAID, true);
        voice.speak(SAID, "One.");
        voice.complete(SAID);
        voice.begin(NEXT, false);
        voice.speak(NEXT, "Two.");
        voice.complete(NEXT);
        assertThat(told).isEmpty();

        voice.resume(SAID);

        assertThat(told)
                .containsExactly(
                        new Stimulus.PlaybackStarted(SAID),
                        new Stimulus.TextHeard(SAID, "One."),
                        finished("One.", false),
                        new Stimulus.PlaybackStarted(NEXT),
                        new Stimulus.TextHeard(NEXT, "Two."),
                        new Stimulus.PlaybackFinished(NEXT, "Two.", Duration.ZERO, false));
    }

    @Test
    void shouldTellWhatWasHeardBeforeItWasStopped() {
        voice.begin(SAID, false);
        voice.speak(SAID, "One.");
        voice.pause(SAID);
        voice.speak(SAID, "Two.");
        voice.stop(SAID);
        voice.stop(SAID);

        assertThat(told).endsWith(finished("One.", true)).hasSize(3);
    }
}
