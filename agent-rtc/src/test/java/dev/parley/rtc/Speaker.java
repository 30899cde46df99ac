package dev.parley.rtc;

import dev.parley.rtc.opus.Tone;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Has peers hum or talk, a frame every 20 ms. */
final class Speaker {
    private static final int FRAME = 960;

    private Speaker() {}

    static void speak(List<RtcPeer> peers, List<Double> hertz, int frames) throws Exception {
        eachBeat(frames, n -> {
            for (int i = 0; i < peers.size(); i++) {
                peers.get(i).sendAudio(Tone.of(hertz.get(i), 48_000, n * FRAME, FRAME), 0);
            }
        });
    }

    /** Has one say this sound, at 48 kHz. */
    static void say(RtcPeer peer, short[] pcm) throws Exception {
        eachBeat(pcm.length / FRAME - 1, n -> peer.sendAudio(pcm, n * FRAME));
    }

    private static void eachBeat(int frames, IntConsumer frame) throws Exception {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        AtomicInteger next = new AtomicInteger();
        try {
            var task = clock.scheduleAtFixedRate(
                    () -> {
                        int n = next.getAndIncrement();
                        frame.accept(n);
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
