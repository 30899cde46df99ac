package dev.parley.bench.jmh;

import dev.parley.realtime.openai.settings.EventNames;
import dev.parley.realtime.openai.wire.AppendWriter;
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

/** A hundred milliseconds of the caller's audio (4800 bytes) to the text that goes out. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AppendBenchmark {
    private final byte[] audio = Sound.pcm(4_800);
    private final AppendWriter writer = new AppendWriter(EventNames.standard());
    private int taken;

    @Benchmark
    public int append() {
        writer.write(audio, this::take);
        return taken;
    }

    private void take(byte[] text, int offset, int length) {
        taken = length;
    }
}
