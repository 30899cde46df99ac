package dev.parley.testkit;

import java.time.Duration;

/**
 * What a scripted voice makes of a text.
 *
 * @param audio length of the speech
 * @param timeToFirstByte from the text to its first audio
 * @param duration from the text to the end of the synthesis
 * @param fails whether it fails at the end of the synthesis, with half of the audio made
 */
public record ScriptedVoice(Duration audio, Duration timeToFirstByte, Duration duration, boolean fails) {

    /** Speech of this length with the reference harness's timing: first audio after 0.2 s, all of it after 0.3 s. */
    public static ScriptedVoice of(Duration audio) {
        return new ScriptedVoice(audio, Duration.ofMillis(200), Duration.ofMillis(300), false);
    }

    /** Speech at fifteen characters a second. */
    public static ScriptedVoice guessed(String text) {
        return of(Duration.ofMillis(text.length() * 1000L / 15));
    }

    public ScriptedVoice timed(Duration newTimeToFirstByte, Duration newDuration) {
        return new ScriptedVoice(audio, newTimeToFirstByte, newDuration, fails);
    }

    public ScriptedVoice failing() {
        return new ScriptedVoice(audio, timeToFirstByte, duration, true);
    }
}
