package dev.parley.tts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.text.TimedText;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpeechProgressTest {
    private static final AudioFormat FORMAT = AudioFormat.REALTIME;
    private static final String TEXT = "Your table is booked for seven tonight.";

    private final SpeechProgress progress = new SpeechProgress(FORMAT);

    private void made(String text, int millis, TimedText... timings) {
        progress.made(
                new SynthesizedAudio(AudioFrame.silence(Duration.ofMillis(millis), FORMAT), List.of(timings)),
                () -> text);
    }

    private static TimedText timed(String word, int start, int end) {
        return new TimedText(word, Duration.ofMillis(start), Duration.ofMillis(end));
    }

    @Test
    void shouldKeepTimingsThatComeAheadOfTheirAudio() {
        made(TEXT, 0, timed("Your", 0, 1_000), timed("table", 1_000, 2_000), timed("is", 2_000, 3_000));
        made(TEXT, 1_000);
        made(TEXT, 995);

        assertThat(progress.handOver(TEXT)).isEqualTo("Your table".length());
    }

    @Test
    void shouldForgetWhatAVoiceWouldHaveSaidOnceAnotherGoesOn() {
        made(TEXT, 500, timed("Your", 0, 500), timed("tonight", 500, 1_000));
        int from = progress.handOver(TEXT);
        made(TEXT, 1_000, timed("table", 0, 500));

        assertThat(from).isEqualTo("Your".length());
        assertThat(progress.handOver(TEXT)).isEqualTo("Your table".length());
    }

    @Test
    void shouldPassOverATimingWhoseWordStandsFarAhead() {
        String text = TEXT + " The kitchen knows.".repeat(20) + " Goodbye.";

        made(text, 1_000, timed("Your", 0, 500), timed("Goodbye", 500, 1_000));

        assertThat(progress.handOver(text)).isEqualTo("Your".length());
    }
}
