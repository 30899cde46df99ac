package dev.parley.rtc.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IceCandidateTest {
    @Test
    void shouldReadTheExampleOfTheRfc() {
        String line = "a=candidate:2 1 UDP 1694498815 192.0.2.3 45664 typ srflx raddr 203.0.113.141 rport 8998";

        assertThat(IceCandidate.parse(line))
                .contains(new IceCandidate(
                        "2", 1694498815L, CandidateType.SERVER_REFLEXIVE, new InetSocketAddress("192.0.2.3", 45664)));
    }

    @Test
    void shouldReadWhatItPrints() {
        for (String host : new String[] {"192.0.2.7", "2001:db8::1"}) {
            IceCandidate candidate = IceCandidate.host(new InetSocketAddress(host, 5004), 65535);

            assertThat(IceCandidate.parse(candidate.line())).contains(candidate);
        }
    }

    @Test
    void shouldRankByTypeThenByPreference() {
        assertThat(IceCandidate.priority(CandidateType.HOST, 65535)).isEqualTo(2130706431);
        assertThat(IceCandidate.priority(CandidateType.HOST, 0))
                .isGreaterThan(IceCandidate.priority(CandidateType.PEER_REFLEXIVE, 65535));
    }

    @Test
    void shouldGiveBothSidesTheSameOrderOfPairs() {
        IceCandidate mine = IceCandidate.host(new InetSocketAddress("192.0.2.1", 1), 7);
        IceCandidate yours = IceCandidate.host(new InetSocketAddress("192.0.2.2", 2), 9);

        assertThat(new CandidatePair(mine, yours).priority(IceRole.CONTROLLING))
                .isEqualTo(new CandidatePair(yours, mine).priority(IceRole.CONTROLLED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "candidate:",
                "candidate:1 1 tcp 2105458943 192.0.2.1 9 typ host tcptype active",
                "candidate:1 2 udp 2113937151 192.0.2.1 5000 typ host",
                "candidate:1 1 udp 2113937151 0f8a.local 5000 typ host",
                "candidate:1 1 udp 2113937151 example.com 5000 typ host",
                "candidate:1 1 udp 2113937151 192.0.2 5000 typ host",
                "candidate:1 1 udp 2113937151 192.0.2.256 5000 typ host",
                "candidate:1 1 udp 2113937151 1234567890 5000 typ host",
                "candidate:1 1 udp 2113937151 fe80::1%eth0 5000 typ host",
                "candidate:1 1 udp 0 192.0.2.1 5000 typ host",
                "candidate:1 1 udp -1 192.0.2.1 5000 typ host",
                "candidate:1 1 udp 99999999999 192.0.2.1 5000 typ host",
                "candidate:1 1 udp 2113937151 192.0.2.1 0 typ host",
                "candidate:1 1 udp 2113937151 192.0.2.1 65536 typ host",
                "candidate:1 1 udp 2113937151 192.0.2.1 5000 typ guest",
                "candidate:ä 1 udp 2113937151 192.0.2.1 5000 typ host"
            })
    void shouldRefuseWhatItCannotUse(String line) {
        assertThat(IceCandidate.parse(line)).isEmpty();
    }

    @Test
    void shouldSurviveAnyLine() {
        Random random = new Random(8839);
        String sample = "candidate:1 1 udp 2113937151 2001:db8::1 5000 typ host";
        for (int round = 0; round < 50_000; round++) {
            StringBuilder line = new StringBuilder(sample);
            for (int i = random.nextInt(4); i >= 0; i--) {
                line.setCharAt(random.nextInt(line.length()), (char) (32 + random.nextInt(100)));
            }
            IceCandidate.parse(line.toString())
                    .ifPresent(candidate ->
                            assertThat(IceCandidate.parse(candidate.line())).contains(candidate));
        }
    }
}
