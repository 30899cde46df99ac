package dev.parley.bench.realtime;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * All callers' microphones: 20 ms of marked audio every 20 ms, a quarter of the callers every 5 ms, on one thread. The mark
 * carries the time at which the tick was due, so that lateness of this thread counts as well.
 */
final class Pacer {
    private static final long TICK = 5_000_000;
    private static final int GROUPS = 4;

    private final List<Consumer<AudioFrame>> callers;
    private final byte[] sound = new byte[Marks.BLOCK];

    private Pacer(List<Consumer<AudioFrame>> callers) {
        this.callers = callers;
        for (int i = 0; i < sound.length; i++) {
            sound[i] = (byte) (i * 7);
        }
    }

    /** Begins; ends with the process. */
    static void start(List<Consumer<AudioFrame>> callers) {
        Thread thread = new Thread(new Pacer(callers)::run, "pacer");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((pacer, broken) -> ClientProtocol.fail(broken));
        thread.start();
    }

    private void run() {
        long start = System.nanoTime() + 10 * TICK;
        for (long tick = 0; ; tick++) {
            long due = start + tick * TICK;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            AudioFrame block = block((int) (tick / GROUPS), due);
            for (int i = (int) (tick % GROUPS); i < callers.size(); i += GROUPS) {
                callers.get(i).accept(block);
            }
        }
    }

    private AudioFrame block(int sequence, long due) {
        byte[] pcm = sound.clone();
        Marks.write(pcm, 0, sequence, due);
        return AudioFrame.wrap(pcm, AudioFormat.REALTIME);
    }
}
