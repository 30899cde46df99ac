package dev.parley.rtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.fuzz.Corpus;
import dev.parley.testkit.fuzz.Fuzzer;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DatagramTransport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Handshakes with a network that says whatever it likes: they end as {@link DtlsSession} expects them to. */
class DtlsFuzzTest {
    private static final List<byte[]> DATAGRAMS = Corpus.hex(DtlsFuzzTest.class, "/fuzz/dtls.txt");
    private static final DtlsCertificate CERTIFICATE =
            DtlsCertificate.selfSigned(new SecureRandom(), Instant.parse("2026-11-21T00:00:00Z"), Duration.ofDays(30));

    private final Fuzzer records = Fuzzer.of("DTLS datagram", DATAGRAMS);
    private final Fuzzer handshakes = Fuzzer.of("DTLS handshake", DATAGRAMS);

    @Test
    void shouldLookAtWhateverComes() {
        records.inputs(30_000, seed -> DtlsRecords::sound);
    }

    @Test
    void shouldEndTheHandshakeWhateverComes() {
        handshakes.inputs(2_000, Handshaking::new);
    }

    @Test
    void shouldSetNothingAsideForAMessageThatOnlyClaimsToBeLong() {
        String record = "16fefd0000000000000009000d";
        byte[] claims = HexFormat.of().parseHex(record + "0bffffff" + "0001" + "000000" + "000001" + "00");
        byte[] honest = HexFormat.of().parseHex(record + "0b000400" + "0001" + "000000" + "000001" + "00");

        assertThat(DtlsRecords.sound(honest)).isTrue();
        assertThat(DtlsRecords.sound(claims)).isFalse();
    }

    @Test
    @Tag("long")
    void shouldEndTheHandshakeWhateverComesForMinutes() {
        handshakes.during(Duration.ofMinutes(4), Handshaking::new);
    }

    /** Each input comes after the ones before it, in a handshake of its own. */
    private static final class Handshaking implements Fuzzer.Target {
        private static final int MOST = 8;

        private final SplittableRandom random;
        private final Deque<byte[]> before = new ArrayDeque<>();

        Handshaking(long seed) {
            random = new SplittableRandom(seed);
        }

        @Override
        public void take(byte[] input) {
            if (before.size() == MOST) {
                before.removeFirst();
            }
            before.add(input);
            Network network = new Network(before);
            Handshake handshake =
                    new Handshake(CERTIFICATE, CERTIFICATE.fingerprint(), Duration.ofSeconds(5), () -> {});
            try {
                if (random.nextInt(4) > 0) {
                    new DTLSClientProtocol().connect(new ClientPeer(handshake), network);
                } else {
                    new DTLSServerProtocol().accept(new ServerPeer(handshake), network);
                }
                throw new AssertionError("handshake: done (expected: never with damaged messages)");
            } catch (IOException | RuntimeException ended) {
                assertThat(network.sent).isLessThan(64 * 1024);
            }
        }
    }

    /** Gives what it has, then breaks. */
    private static final class Network implements DatagramTransport {
        private final Deque<byte[]> datagrams = new ArrayDeque<>();
        private int sent;

        Network(Deque<byte[]> datagrams) {
            datagrams.stream().filter(DtlsRecords::sound).forEach(this.datagrams::add);
        }

        @Override
        public int receive(byte[] target, int offset, int length, int waitMillis) throws IOException {
            byte[] next = datagrams.poll();
            if (next == null) {
                throw new IOException("network: gone");
            }
            int size = Math.min(length, next.length);
            System.arraycopy(next, 0, target, offset, size);
            return size;
        }

        @Override
        public void send(byte[] data, int offset, int length) {
            sent += length;
        }

        @Override
        public int getReceiveLimit() {
            return 2048;
        }

        @Override
        public int getSendLimit() {
            return 1200;
        }

        @Override
        public void close() {}
    }
}
