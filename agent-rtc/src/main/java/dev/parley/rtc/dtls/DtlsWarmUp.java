package dev.parley.rtc.dtls;

import dev.parley.rtc.srtp.SrtpKeys;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs one handshake with itself, so that the first caller does not wait for class loading (seconds on a cold JVM). */
public final class DtlsWarmUp {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final CompletableFuture<SrtpKeys> done = new CompletableFuture<>();
    private @Nullable DtlsSession client;
    private @Nullable DtlsSession server;

    private DtlsWarmUp() {}

    /**
     * Completes with the client's keys when the handshake is done, or with its failure.
     *
     * @param pool with at least two threads
     */
    public static CompletionStage<SrtpKeys> run(SecureRandom random, Instant now, Executor loop, Executor pool) {
        DtlsCertificate certificate = DtlsCertificate.selfSigned(random, now, Duration.ofDays(1));
        DtlsWarmUp warmUp = new DtlsWarmUp();
        loop.execute(() -> warmUp.start(certificate, loop, pool));
        return warmUp.done;
    }

    private void start(DtlsCertificate certificate, Executor loop, Executor pool) {
        client = session(DtlsRole.CLIENT, certificate, loop, data -> deliver(loop, () -> pass(server, data)));
        server = session(DtlsRole.SERVER, certificate, loop, data -> deliver(loop, () -> pass(client, data)));
        server.start(pool);
        client.start(pool);
    }

    /** An engine that closes meanwhile takes no more datagrams; the handshake ends with it. */
    private void deliver(Executor loop, Runnable datagram) {
        try {
            loop.execute(datagram);
        } catch (RejectedExecutionException closed) {
            done.completeExceptionally(closed);
        }
    }

    private static void pass(@Nullable DtlsSession to, byte[] data) {
        if (to != null) {
            to.receive(data, 0, data.length);
        }
    }

    private DtlsSession session(DtlsRole role, DtlsCertificate certificate, Executor loop, Consumer<byte[]> wire) {
        return new DtlsSession(role, certificate, certificate.fingerprint(), DEADLINE, loop, wire, new DtlsListener() {
            @Override
            public void connected(SrtpKeys keys) {
                if (role == DtlsRole.CLIENT) {
                    done.complete(keys);
                }
            }

            @Override
            public void received(byte[] data, int length) {}

            @Override
            public void closed() {}

            @Override
            public void failed(Throwable cause) {
                done.completeExceptionally(cause);
            }
        });
    }
}
