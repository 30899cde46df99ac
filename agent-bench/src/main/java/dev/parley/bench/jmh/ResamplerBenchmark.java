package dev.parley.bench.jmh;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Resampler;
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
import org.openjdk.jmh.infra.Blackhole;

/** Twenty milliseconds from one rate to another. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ResamplerBenchmark {
    private final AudioFrame telephone = Sound.frame(AudioFormat.TELEPHONE);
    private final AudioFrame realtime = Sound.frame(AudioFormat.REALTIME);
    private final Resampler up = Resampler.between(AudioFormat.TELEPHONE, AudioFormat.REALTIME);
    private final Resampler down = Resampler.between(AudioFormat.REALTIME, AudioFormat.TELEPHONE);
    private final Resampler streaming = Resampler.between(AudioFormat.REALTIME, AudioFormat.TELEPHONE);

    @Benchmark
    public AudioFrame telephoneToRealtime() {
        return up.accept(telephone);
    }

    @Benchmark
    public AudioFrame realtimeToTelephone() {
        return down.accept(realtime);
    }

    /** Sample by sample, with no frame made. */
    @Benchmark
    public void realtimeToTelephoneBySample(Blackhole samples) {
        streaming.accept(realtime, samples::consume);
    }
}
