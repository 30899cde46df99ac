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

    private final List<Stimulus> told = new ArrayList<>();
    private final TextVoice voice = new TextVoice(told::add);

    private static Stimulus finished(String heard, boolean interrupted) {
        return new Stimulus.PlaybackFinished(SAID, heard, Duration.ZERO, interrupted);
    }

    @Test
    void shouldCountEachSentenceAsHeardWhenItComes() {
        voice.begin(SAID, false);
        voice.speak("One.");
        voice.speak("Two.");
        voice.complete();

        assertThat(told)
                .containsExactly(
                        new Stimulus.PlaybackStarted(SAID),
                        new Stimulus.TextHeard(SAID, "One."),
                        new Stimulus.TextHeard(SAID, " Two."),
                        finished("One. Two.", false));
        assertThat(voice.says(SAID)).isFalse();
    }

    @Test
    void shouldKeepBackWhatComesInAPause() {
        voice.begin(SAID, true);
        voice.speak("One.");
        voice.complete();
        assertThat(told).isEmpty();

        voice.resume();

        assertThat(told)
                .containsExactly(
                        new Stimulus.PlaybackStarted(SAID),
                        new Stimulus.TextHeard(SAID, "One."),
                        finished("One.", false));
    }

    @Test
    void shouldTellWhatWasHeardBeforeItWasStopped() {
        voice.begin(SAID, false);
        voice.speak("One.");
        voice.pause();
        voice.speak("Two.");
        voice.stop();
        voice.stop();

        assertThat(told).endsWith(finished("One.", true)).hasSize(3);
    }
}
