package dev.parley.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class WorkTest {
    private static final Timetable TIMETABLE = Timetable.standard();
    private static final Work EXPECTED = Work.expected(TIMETABLE, 100, 27);

    @Test
    void shouldExpectWhatTheTimetableSays() {
        assertThat(EXPECTED).isEqualTo(new Work(300, 300, 135_000, 1_200));
    }

    @Test
    void shouldReadWhatAClientTells() throws Exception {
        assertThat(
                        Work.told(
                                new ObjectMapper()
                                        .readTree(
                                                "{\"turns\":3,\"transcripts\":2,\"frames_heard\":1350,\"audio_out_s\":12.25,\"errors\":0}")))
                .isEqualTo(new Work(3, 2, 1_350, 12.25));
    }

    @Test
    void shouldAllowForTurnsAtEitherEndOfTheTime() {
        assertThat(new Work(293, 307, 131_850, 1_228).differences(EXPECTED, TIMETABLE))
                .isEmpty();
    }

    @Test
    void shouldNameWhatWasLeftOutOrAdded() {
        assertThat(new Work(292, 300, 131_000, 1_300).differences(EXPECTED, TIMETABLE))
                .containsExactly(
                        "turns: 292 (expected: 300)",
                        "frames heard: 131000 (expected: 135000)",
                        "seconds of answers: 1300 (expected: 1200)");
        assertThat(Work.told(new ObjectMapper().createObjectNode()).differences(EXPECTED, TIMETABLE))
                .hasSize(4);
    }
}
