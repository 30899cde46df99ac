package dev.parley.bench.realtime;

import dev.parley.audio.AudioFrame;
import dev.parley.speech.MediaClock;

/**
 * Who hears one session's voice in real time. A delta's first block could be heard as it comes, each further one 20 ms after
 * the one before; what a block comes later than that is its lateness. One thread at a time.
 */
final class Listener {
    private final Samples samples;
    private final byte[] mark = new byte[Marks.SIZE];
    private long delta = Marks.ABSENT;
    private int blocks;

    Listener(Samples samples) {
        this.samples = samples;
    }

    void hear(AudioFrame frame) {
        if (frame.byteCount() < Marks.BLOCK) {
            return;
        }
        frame.copyTo(0, Marks.SIZE, mark, 0);
        long sentAt = Marks.sentAt(mark, 0);
        if (sentAt == Marks.ABSENT) {
            return;
        }
        blocks = sentAt == delta ? blocks + 1 : 0;
        delta = sentAt;
        samples.played(System.nanoTime() - sentAt - blocks * MediaClock.PERIOD.toNanos());
    }
}
