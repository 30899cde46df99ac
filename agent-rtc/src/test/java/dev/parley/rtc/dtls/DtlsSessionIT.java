package dev.parley.rtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.rtc.srtp.SrtpKeys;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real handshakes on the wall clock: BouncyCastle's timers can't be driven by hand. */
@Timeout(60)
class DtlsSessionIT {
    private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");
    private static final DtlsCertificate LEFT = certificate();
    private static final DtlsCertificate RIGHT = certificate();

    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final ExecutorService pool = Executors.newFixedThreadPool(2);

    @AfterEach
    void stop() {
        loop.shutdownNow();
        pool.shutdownNow();
    }

    @Test
    void shouldAgreeOnKeysAndCarryData() throws Exception {
        Call call = new Call(LEFT.fingerprint(), RIGHT.fingerprint(), 0).start();

        assertThat(call.keysMatch()).isTrue();
        loop.execute(() -> call.client.session.send("hello".getBytes(StandardCharsets.UTF_8), 0, 5));

        assertThat(call.server.data.poll(10, TimeUnit.SECONDS)).isEqualTo("hello");
    }

    @Test
    void shouldShakeHandsOverALossyNetwork() throws Exception {
        for (int seed = 0; seed < 5; seed++) {
            Call call = new Call(LEFT.fingerprint(), RIGHT.fingerprint(), 0.2, seed).start();

            assertThat(call.keysMatch()).as("seed %s", seed).isTrue();
        }
    }

    @Test
    void shouldRefuseACertificateThatWasNotSignalled() {
        Fingerprint wrong = certificate().fingerprint();
        Call call = new Call(LEFT.fingerprint(), wrong, 0).start();

        assertThatThrownBy(() -> call.client.connected.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasStackTraceContaining("as signalled");
        assertThatThrownBy(() -> call.server.connected.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class);
    }

    @Test
    void shouldRefuseAClientThatWasNotSignalled() {
        Fingerprint wrong = certificate().fingerprint();
        Call call = new Call(wrong, RIGHT.fingerprint(), 0).start();

        assertThatThrownBy(() -> call.server.connected.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasStackTraceContaining("as signalled");
    }

    @Test
    void shouldFailAtTheDeadlineWhenNobodyAnswers() {
        Call call = new Call(LEFT.fingerprint(), RIGHT.fingerprint(), 1, 0, Duration.ofMillis(600)).start();

        assertThatThrownBy(() -> call.client.connected.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class);
    }

    @Test
    void shouldHearTheOthersGoodbye() throws Exception {
        Call call = new Call(LEFT.fingerprint(), RIGHT.fingerprint(), 0).start();
        call.keysMatch();

        loop.execute(() -> call.client.session.close());

        assertThat(call.server.ended.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldEndTheHandshakeWhenClosed() throws Exception {
        Call call = new Call(LEFT.fingerprint(), RIGHT.fingerprint(), 1, 0, Duration.ofSeconds(30)).start();
        loop.execute(() -> {
            call.client.session.close();
            call.server.session.close();
        });

        pool.shutdown();
        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldSurviveAnyDatagrams() throws Exception {
        Call call = new Call(LEFT.fingerprint(), RIGHT.fingerprint(), 0).start();
        assertThat(call.keysMatch()).isTrue();
        Random random = new Random(6347);
        CompletableFuture<Void> sprayed = CompletableFuture.runAsync(
                () -> {
                    for (int i = 0; i < 20_000; i++) {
                        byte[] junk = new byte[13 + random.nextInt(200)];
                        random.nextBytes(junk);
                        junk[0] = (byte) (20 + random.nextInt(6));
                        junk[1] = (byte) 0xFE;
                        junk[2] = (byte) 0xFD;
                        if (random.nextBoolean()) {
                            Arrays.fill(junk, 3, 5, (byte) 0);
                            junk[4] = (byte) random.nextInt(2);
                        }
                        call.server.session.receive(junk, 0, junk.length);
                    }
                },
                loop);
        sprayed.get(50, TimeUnit.SECONDS);

        loop.execute(() -> call.client.session.send("still here".getBytes(StandardCharsets.UTF_8), 0, 10));

        assertThat(call.server.data.poll(10, TimeUnit.SECONDS)).isEqualTo("still here");
    }

    @Test
    void shouldWarmUp() throws Exception {
        DtlsWarmUp.run(new SecureRandom(), NOW, loop, pool)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private static DtlsCertificate certificate() {
        return DtlsCertificate.selfSigned(new SecureRandom(), NOW, Duration.ofDays(1));
    }

    private static final class Side implements DtlsListener {
        final CompletableFuture<SrtpKeys> connected = new CompletableFuture<>();
        final CompletableFuture<Boolean> ended = new CompletableFuture<>();
        final BlockingQueue<String> data = new LinkedBlockingQueue<>();
        final DtlsSession session;

        Side(
                DtlsRole role,
                DtlsCertificate own,
                Fingerprint expected,
                Duration deadline,
                Executor loop,
                Consumer<byte[]> wire) {
            session = new DtlsSession(role, own, expected, deadline, loop, wire, this);
        }

        @Override
        public void connected(SrtpKeys keys) {
            connected.complete(keys);
        }

        @Override
        public void received(byte[] bytes, int length) {
            data.add(new String(bytes, 0, length, StandardCharsets.UTF_8));
        }

        @Override
        public void closed() {
            ended.complete(true);
        }

        @Override
        public void failed(Throwable cause) {
            connected.completeExceptionally(cause);
        }
    }

    private final class Call {
        final Side client;
        final Side server;
        private final Random random;
        private final double loss;

        Call(Fingerprint clientExpected, Fingerprint serverExpected, double loss) {
            this(clientExpected, serverExpected, loss, 0, Duration.ofSeconds(30));
        }

        Call(Fingerprint clientExpected, Fingerprint serverExpected, double loss, long seed) {
            this(clientExpected, serverExpected, loss, seed, Duration.ofSeconds(30));
        }

        Call(Fingerprint clientExpected, Fingerprint serverExpected, double loss, long seed, Duration deadline) {
            this.random = new Random(seed);
            this.loss = loss;
            client = new Side(DtlsRole.CLIENT, LEFT, serverExpected, deadline, loop, data -> toServer(data));
            server = new Side(DtlsRole.SERVER, RIGHT, clientExpected, deadline, loop, data -> pass(client, data));
        }

        Call start() {
            loop.execute(() -> {
                client.session.start(pool);
                server.session.start(pool);
            });
            return this;
        }

        private void toServer(byte[] data) {
            pass(server, data);
        }

        private void pass(Side to, byte[] data) {
            if (loop.isShutdown()) {
                return;
            }
            loop.execute(() -> {
                if (random.nextDouble() >= loss) {
                    to.session.receive(data, 0, data.length);
                }
            });
        }

        boolean keysMatch() throws Exception {
            SrtpKeys left = client.connected.get(30, TimeUnit.SECONDS);
            SrtpKeys right = server.connected.get(30, TimeUnit.SECONDS);
            return KeyComparison.mirrored(left, right);
        }
    }
}
