package dev.parley.rtc;

import dev.parley.rtc.datachannel.DataChannelListener;
import dev.parley.rtc.datachannel.DataChannels;
import dev.parley.rtc.dtls.DtlsRole;
import dev.parley.rtc.sctp.SctpStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The data channels of one peer, and what waits until there are any. Confined to the event loop. */
final class PeerChannels {
    private static final int MOST_WAITING = 1024;

    private final RtcEngine engine;
    private final DataChannelListener listener;
    private final List<Runnable> waiting = new ArrayList<>();
    private @Nullable DataChannels channels;
    private boolean ready;
    private boolean ended;

    PeerChannels(RtcEngine engine, DataChannelListener listener) {
        this.engine = engine;
        this.listener = listener;
    }

    /** The association is being set up; what waits goes on waiting. */
    void create(DtlsRole role, AudioSink.Wire transport) {
        channels = new DataChannels(
                engine.settings().sctp(),
                engine.random(),
                role == DtlsRole.CLIENT,
                transport::send,
                listener,
                reason -> {});
    }

    /** The association can be used; it starts now, unless no section for data was agreed on. */
    void secured(boolean agreed) {
        ready = true;
        if (agreed) {
            connect();
        }
        runWaiting();
    }

    /** A later round may have agreed on data. */
    void agreed() {
        if (ready) {
            connect();
        }
    }

    private void connect() {
        if (channels != null) {
            channels.connect(RtcClock.millis());
        }
    }

    /** Runs a task with the channels now or when there are any; fails its result if there will be none. */
    void with(CompletableFuture<?> result, Consumer<DataChannels> task) {
        DataChannels open = channels;
        if (ended) {
            result.completeExceptionally(new IllegalStateException("peer: ended (expected: connected)"));
        } else if (open != null && ready) {
            attempt(result, () -> task.accept(open));
        } else if (waiting.size() < MOST_WAITING) {
            waiting.add(() -> with(result, task));
        } else {
            result.completeExceptionally(new IllegalStateException(
                    "peer: not connected, and " + MOST_WAITING + " requests wait (expected: connected)"));
        }
    }

    /** A bad request is its caller's to hear of. */
    private static void attempt(CompletableFuture<?> result, Runnable task) {
        try {
            task.run();
        } catch (IllegalArgumentException | IllegalStateException e) {
            result.completeExceptionally(e);
        }
    }

    private void runWaiting() {
        List<Runnable> due = List.copyOf(waiting);
        waiting.clear();
        due.forEach(Runnable::run);
    }

    void received(byte[] data, int length) {
        if (channels != null) {
            channels.receive(RtcClock.millis(), data, 0, length);
        }
    }

    long nextTickMillis() {
        return channels == null ? Long.MAX_VALUE : channels.nextTickMillis();
    }

    void tick(long nowMillis) {
        if (channels != null && channels.nextTickMillis() <= nowMillis) {
            channels.tick(nowMillis);
        }
    }

    SctpStatistics statistics() {
        return channels == null ? new SctpStatistics(0, 0, 0, 0, 0, 0, 0, 0) : channels.statistics();
    }

    void close() {
        ended = true;
        if (channels != null) {
            channels.abort();
        }
        runWaiting();
    }
}
