package dev.parley.rtc.datachannel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.rtc.sctp.Reliability;
import dev.parley.rtc.sctp.SctpAssociation;
import dev.parley.rtc.sctp.SctpListener;
import dev.parley.rtc.sctp.SctpSettings;
import dev.parley.testkit.fuzz.Fuzzer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A peer that says on any stream whatever it likes. */
class DataChannelsFuzzTest {
    private static final List<byte[]> MESSAGES = Stream.concat(
                    Stream.of(
                                    new DataChannel(1, "_reliable", "", Reliability.RELIABLE),
                                    new DataChannel(3, "_lossy", "", new Reliability(false, 0, -1)),
                                    new DataChannel(5, "label", "protocol", new Reliability(true, -1, 500)))
                            .map(OpenMessage::write),
                    Stream.of(new byte[] {OpenMessage.ACK}, "a text".getBytes(StandardCharsets.UTF_8)))
            .toList();

    private final Fuzzer fuzzer = Fuzzer.of("data channel message", MESSAGES);

    @Test
    void shouldStandWhateverIsSaid() {
        fuzzer.inputs(10_000, Attacked::new);
    }

    @Test
    void shouldOpenNoChannelOnTheStreamThatIsNone() {
        Attacked attacked = new Attacked(1);

        attacked.say(65_535, DataChannels.DCEP, OpenMessage.write(new DataChannel(1, "a", "", Reliability.RELIABLE)));

        assertThat(attacked.open).isZero();
        assertThat(attacked.victim.dropped()).isEqualTo(1);
    }

    @Test
    @Tag("long")
    void shouldStandWhateverIsSaidForMinutes() {
        fuzzer.during(Duration.ofMinutes(2), Attacked::new);
    }

    private static final class Attacked implements Fuzzer.Target, DataChannelListener, SctpListener {
        private static final int[] PROTOCOLS = {50, 50, 50, 51, 53, 56, 57, 0, 52, 0x7FFFFFFF};

        private final SplittableRandom random;
        private final Deque<byte[]> toVictim = new ArrayDeque<>();
        private final Deque<byte[]> toAttacker = new ArrayDeque<>();
        private final SctpAssociation attacker;
        private final DataChannels victim;
        private long now;
        private int open;

        Attacked(long seed) {
            random = new SplittableRandom(seed);
            attacker = new SctpAssociation(
                    SctpSettings.dataChannels(),
                    random,
                    (packet, length) -> toVictim.add(Arrays.copyOf(packet, length)),
                    this);
            victim = new DataChannels(
                    SctpSettings.dataChannels(),
                    random,
                    true,
                    (packet, length) -> toAttacker.add(Arrays.copyOf(packet, length)),
                    this,
                    reason -> {});
            victim.connect(now);
            attacker.connect(now);
            exchange();
            victim.open(now, "ours", "", Reliability.RELIABLE);
            exchange();
        }

        private void exchange() {
            while (!toVictim.isEmpty() || !toAttacker.isEmpty()) {
                byte[] packet = toVictim.poll();
                if (packet != null) {
                    victim.receive(now, packet, 0, packet.length);
                }
                packet = toAttacker.poll();
                if (packet != null) {
                    attacker.receive(now, packet, 0, packet.length);
                }
            }
        }

        void say(int stream, int protocol, byte[] message) {
            attacker.send(now, stream, protocol, message, Reliability.RELIABLE);
            exchange();
        }

        @Override
        public void take(byte[] input) {
            int stream = random.nextInt(random.nextInt(4) == 0 ? 65_536 : 8);
            if (input.length > 0) {
                say(stream, PROTOCOLS[random.nextInt(PROTOCOLS.length)], input);
            }
            if (random.nextInt(8) == 0) {
                attacker.resetStream(now, stream);
            }
            exchange();
            now += 300;
            victim.tick(now);
            attacker.tick(now);
            exchange();
            assertThat(victim.isEstablished()).isTrue();
            assertThat(open).isBetween(0, 256);
        }

        @Override
        public void opened(DataChannel channel) {
            open += channel.id() % 2; // Ours have even numbers.
        }

        @Override
        public void closed(DataChannel channel) {
            open -= channel.id() % 2;
        }

        @Override
        public void text(DataChannel channel, String text) {
            victim.send(now, channel, "so you say");
        }

        @Override
        public void binary(DataChannel channel, ByteBuffer data) {
            victim.close(now, channel);
        }

        @Override
        public void connected() {}

        @Override
        public void message(int stream, int protocol, byte[] data) {}

        @Override
        public void streamsReset(List<Integer> streams) {}

        @Override
        public void closed(String reason) {}
    }
}
