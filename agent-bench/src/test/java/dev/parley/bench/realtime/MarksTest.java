package dev.parley.bench.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MarksTest {

    /** A block of the model's, sent at this time. */
    private static byte[] block(long sentAt) {
        byte[] pcm = new byte[Marks.BLOCK];
        Marks.write(pcm, 0, 1, sentAt);
        pcm[3] = 'M';
        return pcm;
    }

    @Test
    void shouldReadTheModelsTimesAndNotTheCallers() {
        byte[] callers = new byte[2 * Marks.BLOCK];
        Marks.write(callers, Marks.BLOCK, 0x01020304, 42);

        assertThat(Marks.sentAt(block(1_234_567_890_123L), 0)).isEqualTo(1_234_567_890_123L);
        assertThat(Marks.sentAt(callers, Marks.BLOCK)).isEqualTo(Marks.ABSENT);
        assertThat(Arrays.copyOfRange(callers, Marks.BLOCK, Marks.BLOCK + Marks.SIZE))
                .containsExactly('L', 'K', 'B', 'I', 4, 3, 2, 1, 42, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void shouldFindTheLastWholeBlock() {
        assertThat(Marks.lastBlock(1_920)).isEqualTo(960);
        assertThat(Marks.lastBlock(2_000)).isEqualTo(960);
        assertThat(Marks.lastBlock(959)).isNegative();
    }

    @Test
    void shouldAllowEachBlockOfADeltaItsOwnTime() throws Exception {
        Samples samples = new Samples();
        Listener listener = new Listener(samples);
        long sentAt = System.nanoTime();

        listener.hear(AudioFrame.wrap(block(sentAt), AudioFormat.REALTIME));
        listener.hear(AudioFrame.wrap(block(sentAt), AudioFormat.REALTIME));

        assertThat(samples.take()).contains("\"listener_lateness\":{\"n\":2").contains("\"p50_ms\":-");
    }
}
