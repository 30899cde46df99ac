package dev.parley.bench.jmh;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.G711;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Twenty milliseconds of a telephone's audio. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class G711Benchmark {
    private final AudioFrame frame = Sound.frame(AudioFormat.TELEPHONE);
    private final byte[] encoded = G711.MU_LAW.encode(frame);

    @Benchmark
    public byte[] encode() {
        return G711.MU_LAW.encode(frame);
    }

    @Benchmark
    public AudioFrame decode() {
        return G711.MU_LAW.decode(encoded);
    }
}
