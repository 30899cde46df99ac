package dev.parley.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.vad.VadEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptedVadTest {
    private static final AudioFrame SILENCE = AudioFrame.silence(Duration.ofMillis(20), AudioFormat.WIDEBAND);
    private static final AudioFrame SPEECH = AudioFrame.ofSamples(new short[] {1}, AudioFormat.WIDEBAND);

    @Test
    void shouldTellWhereSpeechReallyBeganAndEnded() {
        ScriptedVad vad = new ScriptedVad(Timetable.standard());
        AudioFrame speech = AudioFrame.copyOf(filled(), AudioFormat.WIDEBAND);
        List<VadEvent> events = new ArrayList<>();
        for (int frame = 0; frame < 60; frame++) {
            events.addAll(vad.accept(frame >= 10 && frame < 40 ? speech : SILENCE));
        }

        assertThat(events)
                .containsExactly(
                        new VadEvent.SpeechStarted(Duration.ofMillis(200), Duration.ofMillis(60)),
                        new VadEvent.SpeechEnded(Duration.ofMillis(800), Duration.ofMillis(300)));
    }

    private static byte[] filled() {
        byte[] pcm = new byte[640];
        Arrays.fill(pcm, (byte) 1);
        return pcm;
    }

    /** A pause that is too short to end the speech does not begin it anew. */
    @Test
    void shouldCountOnlyWhatChangesWithoutABreak() {
        Utterances utterances = new Utterances(2, 2);
        List<Utterances.Change> changes = new ArrayList<>();
        for (AudioFrame frame : List.of(SPEECH, SILENCE, SPEECH, SPEECH, SILENCE, SPEECH, SILENCE, SILENCE, SILENCE)) {
            changes.add(utterances.accept(frame));
        }

        assertThat(changes)
                .containsExactly(
                        Utterances.Change.NONE,
                        Utterances.Change.NONE,
                        Utterances.Change.NONE,
                        Utterances.Change.STARTED,
                        Utterances.Change.NONE,
                        Utterances.Change.NONE,
                        Utterances.Change.NONE,
                        Utterances.Change.ENDED,
                        Utterances.Change.NONE);
    }
}
