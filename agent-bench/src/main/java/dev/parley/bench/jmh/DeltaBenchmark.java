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
    private final Numbered audio = audio();
    private final Numbered word = word();
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
        return audio.next().readBy(reader, answers);
    }

    @Benchmark
    public Optional<ServerEvent> wordDelta() {
        return word.next().readBy(reader, answers);
    }

    static Numbered audio() {
        return new Numbered("output_audio", Base64.getEncoder().encodeToString(Sound.pcm(1_920)));
    }

    static Numbered word() {
        return new Numbered("output_audio_transcript", " afternoon");
    }

    /** An event with an id of its own each time: a reader takes the same one only once. */
    static final class Numbered {
        private static final String NO_DIGITS = "000000000";

        private final byte[] text;
        private final int end;
        private int number;

        private Numbered(String kind, String delta) {
            String head = "{\"type\":\"response." + kind + ".delta\",\"event_id\":\"event_" + NO_DIGITS;
            String json = head + "\",\"response_id\":\"resp_7_12\",\"item_id\":\"item_a_7_12\",\"output_index\":0,"
                    + "\"content_index\":0,\"delta\":\"" + delta + "\"}";
            text = json.getBytes(StandardCharsets.US_ASCII);
            end = head.length();
        }

        Numbered next() {
            number = (number + 1) % 1_000_000_000;
            int left = number;
            for (int i = end - 1; i >= end - NO_DIGITS.length(); i--) {
                text[i] = (byte) ('0' + left % 10);
                left /= 10;
            }
            return this;
        }

        Optional<ServerEvent> readBy(ServerEventReader reader, Deltas answers) {
            return reader.read(text, 0, text.length, answers);
        }
    }

    /** Before there is anybody. */
    private static final class Nobody implements Deltas {
        @Override
        public void audio(String responseId, String itemId, byte[] bytes) {}

        @Override
        public void text(String responseId, String itemId, String delta) {}
    }
}
