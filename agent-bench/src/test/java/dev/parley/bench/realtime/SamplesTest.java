package dev.parley.bench.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class SamplesTest {
    private final Samples samples = new Samples();

    private JsonNode taken() throws Exception {
        return new ObjectMapper().readTree(samples.take());
    }

    @Test
    void shouldTellWhatItHasSeenOnce() throws Exception {
        samples.handedOut(System.nanoTime() - 5_000_000, 48_000);
        samples.handedOut(Marks.ABSENT, 24_000);
        samples.played(2_000_000);
        samples.cleared(3);
        samples.cleared(4);
        samples.failed();

        JsonNode told = taken();

        assertThat(told.path("out_latency").path("n").asInt()).isEqualTo(1);
        assertThat(told.path("out_latency").path("p50_ms").asDouble()).isBetween(5.0, 1_000.0);
        assertThat(told.path("listener_lateness").path("p99_ms").asDouble()).isEqualTo(2.0);
        assertThat(told.path("out_frames").asInt()).isEqualTo(2);
        assertThat(told.path("out_audio_s").asDouble()).isEqualTo(1.5);
        assertThat(told.path("barge_clear").path(1).path(0).asText()).isEqualTo("4");
        assertThat(told.path("errors").asInt()).isEqualTo(1);
        assertThat(taken().path("out_frames").asInt()).isZero();
    }

    @Test
    void shouldForgetWhenAsked() throws Exception {
        samples.handedOut(System.nanoTime(), 960);
        samples.cleared(1);
        samples.forget();

        JsonNode told = taken();

        assertThat(told.path("out_latency").path("n").asInt()).isZero();
        assertThat(told.path("barge_clear")).isEmpty();
    }

    @Test
    void shouldTakeQuantilesOfAllTimes() throws Exception {
        Latencies latencies = new Latencies();
        for (int i = 0; i <= 2_000; i++) {
            latencies.add((2_000 - i) * 1_000_000L);
        }

        JsonNode told = new ObjectMapper().readTree(latencies.toJson());

        assertThat(told.path("n").asInt()).isEqualTo(2_001);
        assertThat(told.path("p50_ms").asDouble()).isEqualTo(1_000);
        assertThat(told.path("p99_ms").asDouble()).isEqualTo(1_980);
        assertThat(told.path("max_ms").asDouble()).isEqualTo(2_000);
    }
}
