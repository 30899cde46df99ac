package dev.parley.rtc;

import static dev.parley.rtc.SilenceGate.Verdict.SEND;
import static dev.parley.rtc.SilenceGate.Verdict.SEND_EMPTY;
import static dev.parley.rtc.SilenceGate.Verdict.SKIP;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SilenceGateTest {
    private static final int SILENCE = 127;
    private static final int SPEECH = 30;
    private static final int FAINT = 59;

    private final SilenceGate gate = new SilenceGate();

    private List<SilenceGate.Verdict> judge(int level, int frames) {
        List<SilenceGate.Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            verdicts.add(gate.judge(level));
        }
        return verdicts;
    }

    @Test
    void shouldSayOnceThatSilenceBeginsAndThenNothing() {
        assertThat(judge(SPEECH, 3)).containsOnly(SEND);
        assertThat(judge(SILENCE, 10)).as("the end of a word").containsOnly(SEND);
        assertThat(judge(SILENCE, 1)).containsExactly(SEND_EMPTY);
        assertThat(judge(SILENCE, 10_000)).containsOnly(SKIP);
        assertThat(judge(SPEECH, 1)).containsExactly(SEND);
        assertThat(judge(SILENCE, 12)).endsWith(SEND, SEND_EMPTY, SKIP);
    }

    @Test
    void shouldSendWhatIsFaintHoweverSteady() {
        assertThat(judge(FAINT, 1000)).containsOnly(SEND);
    }

    @Test
    void shouldLetAServerKnowATrackThatBeginsWithSilence() {
        assertThat(judge(SILENCE, 12)).startsWith(SEND).endsWith(SEND_EMPTY, SKIP);
    }
}
