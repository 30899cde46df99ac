package dev.parley.rtc;

import dev.parley.rtc.opus.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Tones on sections of peers, a frame every 20 ms, until it is closed. */
final class Humming implements AutoCloseable {
    private static final int FRAME = 960;

    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
    private final List<Future<?>> tones = new ArrayList<>();

    void start(RtcPeer peer, String mid, double hertz) {
        AtomicInteger frame = new AtomicInteger();
        tones.add(clock.scheduleAtFixedRate(
                () -> peer.sendAudio(mid, Tone.of(hertz, 48_000, frame.getAndIncrement() * FRAME, FRAME), 0),
                0,
                20,
                TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
        tones.forEach(tone -> tone.cancel(false));
        clock.shutdownNow();
    }
}
