package dev.parley.rtc;

import dev.parley.rtc.dtls.DtlsCertificate;
import dev.parley.rtc.dtls.DtlsWarmUp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Home of all peers: one event loop, a few media threads, a bounded pool for handshakes, one certificate. Thread-safe. Closing it
 * closes its peers.
 */
public final class RtcEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RtcEngine.class);
    private static final Duration CERTIFICATE_VALIDITY = Duration.ofDays(30);

    private final RtcSettings settings;
    private final SecureRandom random = new SecureRandom();
    private final EventLoop loop = new EventLoop();
    private final ExecutorService handshakes;
    private final MediaThreads media;
    private final MediaBeat beat;
    private final DtlsCertificate certificate;
    private final Set<RtcPeer> peers = ConcurrentHashMap.newKeySet();

    private RtcEngine(RtcSettings settings) {
        this.settings = settings;
        this.certificate =
                DtlsCertificate.selfSigned(random, Instant.ofEpochMilli(RtcClock.epochMillis()), CERTIFICATE_VALIDITY);
        this.handshakes = new ThreadPoolExecutor(
                0,
                settings.handshakeThreads(),
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                daemons("rtc-handshake"));
        this.media = new MediaThreads(settings.mediaThreads(), daemons("rtc-media"));
        this.beat = MediaBeat.on(media);
    }

    /** An engine with its threads running. */
    public static RtcEngine start(RtcSettings settings) {
        RtcEngine engine = new RtcEngine(settings);
        LOG.info("Opus: [{}]", settings.codec().implementation());
        engine.loop.start();
        return engine;
    }

    /** Shakes hands with itself once and encrypts a packet, so that the first caller need not wait for class loading. */
    public CompletionStage<Void> warmUp() {
        return DtlsWarmUp.run(random, Instant.ofEpochMilli(RtcClock.epochMillis()), loop, handshakes)
                .thenAcceptAsync(SrtpWarmUp::run, handshakes);
    }

    /**
     * A new peer with a socket of its own.
     *
     * @throws UncheckedIOException if no socket can be opened
     */
    public RtcPeer peer(RtcPeerListener listener) {
        try {
            RtcPeer peer = new RtcPeer(this, listener);
            peers.add(peer);
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException("opening a UDP socket on " + settings.addresses(), e);
        }
    }

    /**
     * One of the media threads, for somebody who sends: runs tasks in order, which may encode but never wait; after the engine's end
     * none.
     */
    public Executor mediaThread() {
        return media.next();
    }

    RtcSettings settings() {
        return settings;
    }

    SecureRandom random() {
        return random;
    }

    EventLoop loop() {
        return loop;
    }

    ExecutorService handshakes() {
        return handshakes;
    }

    MediaBeat beat() {
        return beat;
    }

    DtlsCertificate certificate() {
        return certificate;
    }

    void forget(RtcPeer peer) {
        peers.remove(peer);
    }

    @Override
    public void close() {
        Set.copyOf(peers).forEach(RtcPeer::close);
        media.close();
        handshakes.shutdownNow();
        loop.close();
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
