package dev.parley.bench.jmh;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.speech.MediaClock;
import dev.parley.speech.Playout;
import dev.parley.speech.SentenceAudio;
import java.time.Duration;
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

/** Twenty milliseconds of a voice from its making to its leaving at the clock's beat, with nobody connected. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PlayoutBenchmark {
    private final AudioFrame frame = Sound.frame(AudioFormat.REALTIME);
    private final Hand clock = new Hand();
    private final Playout playout = new Playout(AudioFormat.REALTIME, clock, new Nobody());
    private final SentenceAudio voice = playout.open("speech");

    @Benchmark
    public void frame() {
        voice.write(frame);
        clock.beat.run();
    }

    /** A clock that is moved by hand. */
    private static final class Hand implements MediaClock {
        private Runnable beat = () -> {};

        @Override
        public Runnable onBeat(Runnable listener) {
            beat = listener;
            return () -> {};
        }
    }

    /** Who is told of the playback. */
    private static final class Nobody implements Playout.Listener {
        @Override
        public void started(String utterance) {}

        @Override
        public void heard(String utterance, String delta) {}

        @Override
        public void finished(String utterance, String heard, Duration played, boolean interrupted) {}
    }
}
