package dev.parley.rtc;

import dev.parley.rtc.opus.Tone;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Has peers hum a tone each, a frame every 20 ms. */
final class Speaker {
    private static final int FRAME = 960;

    private Speaker() {}

    static void speak(List<RtcPeer> peers, List<Double> hertz, int frames) throws Exception {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        AtomicInteger frame = new AtomicInteger();
        try {
            var task = clock.scheduleAtFixedRate(
                    () -> {
                        int n = frame.getAndIncrement();
                        for (int i = 0; i < peers.size(); i++) {
                            peers.get(i).sendAudio(Tone.of(hertz.get(i), 48_000, n * FRAME, FRAME), 0);
                        }
                        if (n >= frames) {
                            clock.shutdown();
                        }
                    },
                    0,
                    20,
                    TimeUnit.MILLISECONDS);
            clock.awaitTermination(60, TimeUnit.SECONDS);
            task.cancel(false);
        } finally {
            clock.shutdownNow();
        }
    }
}
