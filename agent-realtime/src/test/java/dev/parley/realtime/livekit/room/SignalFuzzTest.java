package dev.parley.realtime.livekit.room;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.livekit.proto.SignalResponse;
import dev.parley.testkit.fuzz.Corpus;
import dev.parley.testkit.fuzz.Fuzzer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the real server signals, damaged, worked into the room. */
class SignalFuzzTest {
    private static final List<byte[]> SIGNALS = Corpus.hex(SignalFuzzTest.class, "/fuzz/signal.txt");

    private final Fuzzer fuzzer = Fuzzer.of("signal", SIGNALS);

    @Test
    void shouldStandWhateverComes() {
        fuzzer.inputs(10_000, Attacked::new);
    }

    @Test
    @Tag("long")
    void shouldStandWhateverComesForMinutes() {
        fuzzer.during(Duration.ofMinutes(2), Attacked::new);
    }

    private static final class Attacked implements Fuzzer.Target {
        private final SplittableRandom random;
        private RoomState state;

        Attacked(long seed) {
            random = new SplittableRandom(seed);
            state = RoomState.joined(SIGNALS.stream()
                            .map(Attacked::read)
                            .filter(SignalResponse::hasJoin)
                            .findFirst()
                            .orElseThrow()
                            .getJoin())
                    .state();
        }

        private static SignalResponse read(byte[] input) {
            try {
                return SignalResponse.parseFrom(input);
            } catch (InvalidProtocolBufferException malformed) {
                return SignalResponse.getDefaultInstance();
            }
        }

        @Override
        public void take(byte[] input) {
            SignalResponse signal = read(input);
            RoomStep step = signal.hasJoin()
                    ? random.nextBoolean() ? RoomState.joined(signal.getJoin()) : state.rejoined(signal.getJoin())
                    : state.apply(signal);
            state = step.state();
            assertThat(state.remotes()).doesNotContainKey(state.local().identity());
            assertThat(state.toString()).isNotEmpty();
        }
    }
}
