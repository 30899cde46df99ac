package dev.parley.bench.jmh;

import dev.parley.realtime.openai.settings.EventNames;
import dev.parley.realtime.openai.wire.Deltas;
import dev.parley.realtime.openai.wire.ServerEvent;
import dev.parley.realtime.openai.wire.ServerEventReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** One delta from its text to the answer it belongs to: 40 ms of audio (1920 bytes), or a word. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DeltaBenchmark {
    private final ServerEventReader reader = new ServerEventReader(EventNames.standard());
    private final byte[] audio = audio();
    private final byte[] word = word();
    private Deltas answers = new Nobody();

    @Setup
    public void listen(Blackhole heard) {
        answers = new Deltas() {
            @Override
            public void audio(String responseId, String itemId, byte[] bytes) {
                heard.consume(bytes);
            }

            @Override
            public void text(String responseId, String itemId, String delta) {
                heard.consume(delta);
            }
        };
    }

    @Benchmark
    public Optional<ServerEvent> audioDelta() {
        return reader.read(audio, 0, audio.length, answers);
    }

    @Benchmark
    public Optional<ServerEvent> wordDelta() {
        return reader.read(word, 0, word.length, answers);
    }

    static byte[] audio() {
        return text("output_audio", Base64.getEncoder().encodeToString(Sound.pcm(1_920)));
    }

    static byte[] word() {
        return text("output_audio_transcript", " afternoon");
    }

    private static byte[] text(String kind, String delta) {
        String json = "{\"type\":\"response." + kind + ".delta\",\"event_id\":\"event_7_4711\","
                + "\"response_id\":\"resp_7_12\",\"item_id\":\"item_a_7_12\",\"output_index\":0,\"content_index\":0,"
                + "\"delta\":\"" + delta + "\"}";
        return json.getBytes(StandardCharsets.US_ASCII);
    }

    /** Before there is anybody. */
    private static final class Nobody implements Deltas {
        @Override
        public void audio(String responseId, String itemId, byte[] bytes) {}

        @Override
        public void text(String responseId, String itemId, String delta) {}
    }
}
