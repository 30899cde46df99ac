package dev.parley.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.audio.AudioFrame;
import dev.parley.realtime.openai.settings.EventNames;
import dev.parley.realtime.openai.wire.Deltas;
import dev.parley.realtime.openai.wire.ServerEventReader;
import org.junit.jupiter.api.Test;

/** The benchmarks do what they are named for, so that their figures mean it. */
class BenchmarksTest {

    @Test
    void shouldResampleWholeFrames() {
        ResamplerBenchmark benchmark = new ResamplerBenchmark();
        int up = 0;
        int down = 0;
        for (int i = 0; i < 50; i++) {
            up += benchmark.telephoneToRealtime().samples();
            down += benchmark.realtimeToTelephone().samples();
        }

        assertThat(up).isBetween(23_500, 24_000);
        assertThat(down).isBetween(7_800, 8_000);
    }

    @Test
    void shouldCodeTelephoneFrames() {
        G711Benchmark benchmark = new G711Benchmark();

        assertThat(benchmark.encode()).hasSize(160);
        assertThat(benchmark.decode()).extracting(AudioFrame::samples).isEqualTo(160);
    }

    @Test
    void shouldWriteAppends() {
        assertThat(new AppendBenchmark().append()).isEqualTo(45 + 6_400 + 2);
    }

    @Test
    void shouldReadDeltasAsDeltas() {
        int[] bytes = new int[1];
        StringBuilder words = new StringBuilder();
        Deltas answers = new Deltas() {
            @Override
            public void audio(String responseId, String itemId, byte[] audio) {
                bytes[0] += audio.length;
            }

            @Override
            public void text(String responseId, String itemId, String delta) {
                words.append(delta);
            }
        };
        ServerEventReader reader = new ServerEventReader(EventNames.standard());

        byte[] audio = DeltaBenchmark.audio();
        byte[] word = DeltaBenchmark.word();

        assertThat(reader.read(audio, 0, audio.length, answers)).isEmpty();
        assertThat(reader.read(word, 0, word.length, answers)).isEmpty();
        assertThat(bytes[0]).isEqualTo(1_920);
        assertThat(words).hasToString(" afternoon");
    }
}
