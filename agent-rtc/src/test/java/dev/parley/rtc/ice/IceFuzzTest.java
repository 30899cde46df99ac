package dev.parley.rtc.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.rtc.stun.StunMessage;
import dev.parley.rtc.stun.StunRepair;
import dev.parley.testkit.fuzz.Corpus;
import dev.parley.testkit.fuzz.Fuzzer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class IceFuzzTest {
    private static final List<byte[]> MESSAGES = Stream.concat(
                    Corpus.hex(IceFuzzTest.class, "/fuzz/stun.txt").stream(),
                    Stream.of(
                            IceMessagesForFuzzing.request(IceRole.CONTROLLED, false),
                            IceMessagesForFuzzing.request(IceRole.CONTROLLING, true),
                            IceMessagesForFuzzing.conflict()))
            .toList();
    private static final List<byte[]> LINES = Stream.of(
                    "candidate:1 1 udp 2130706431 127.0.0.1 50000 typ host generation 0 ufrag abcd network-id 1",
                    "candidate:842163049 1 udp 1677729535 203.0.113.7 46622 typ srflx raddr 10.0.0.2 rport 46622",
                    "a=candidate:2 1 UDP 2122194687 2001:db8::1 61665 typ host tcptype passive",
                    "candidate:3 1 udp 1 .:1 9 typ host",
                    "candidate:4 1 tcp 1518280447 192.0.2.1 9 typ relay")
            .map(line -> line.getBytes(StandardCharsets.US_ASCII))
            .toList();

    private final Fuzzer agents = Fuzzer.of("ICE agent", MESSAGES);
    private final Fuzzer candidates = Fuzzer.of("ICE candidate", LINES);

    @Test
    void shouldStandWhateverComes() {
        agents.inputs(10_000, Attacked::new);
    }

    @Test
    void shouldReadWhateverCandidateIsTrickled() {
        candidates.inputs(20_000, seed -> IceFuzzTest::parse);
    }

    @Test
    @Tag("long")
    void shouldStandWhateverComesForMinutes() {
        agents.during(Duration.ofMinutes(2), Attacked::new);
        candidates.during(Duration.ofMinutes(1), seed -> IceFuzzTest::parse);
    }

    private static void parse(byte[] line) {
        IceCandidate.parse(new String(line, StandardCharsets.ISO_8859_1))
                .ifPresent(candidate -> assertThat(candidate.line()).doesNotContain("\n", "\r"));
    }

    /** An agent that is checking; what comes knows its password every other time. */
    private static final class Attacked implements Fuzzer.Target, IceListener {
        private final SplittableRandom random;
        private final IceAgent agent;
        private long now;
        private int sent;

        Attacked(long seed) {
            random = new SplittableRandom(seed);
            agent = new IceAgent(
                    IceSettings.standard(),
                    IceMessagesForFuzzing.LOCAL,
                    random.nextBoolean() ? IceRole.CONTROLLING : IceRole.CONTROLLED,
                    random,
                    (packet, to) -> sent++,
                    this);
            agent.addLocalCandidate(
                    IceCandidate.host(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1000), 1));
            agent.start(0, IceMessagesForFuzzing.REMOTE);
        }

        @Override
        public void take(byte[] input) {
            byte[] packet = random.nextBoolean()
                    ? input
                    : StunRepair.sealed(
                            input,
                            random.nextInt(4) == 0
                                    ? IceMessagesForFuzzing.REMOTE.password()
                                    : IceMessagesForFuzzing.LOCAL.password());
            InetSocketAddress from = new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), 1 + random.nextInt(random.nextBoolean() ? 3 : 60_000));
            sent = 0;
            if (StunMessage.looksLikeStun(packet, 0, packet.length)) {
                agent.receive(now, packet, 0, packet.length, from);
            }
            assertThat(sent).isLessThanOrEqualTo(1);
            now += random.nextInt(100);
            agent.tick(now);
            assertThat(sent).isLessThanOrEqualTo(3 + 2 * IceSettings.standard().maxRemoteCandidates());
            assertThat(agent.nextTickMillis(now)).isPositive();
        }

        @Override
        public void stateChanged(IceState state) {}

        @Override
        public void selected(InetSocketAddress address) {}
    }
}
