package dev.parley.bench.realtime;

/**
 * Times within the audio. Each block of 20 ms (960 bytes of 24 kHz PCM16) begins with four letters, a number, and the
 * monotonic clock's nanoseconds of its making, little endian; all processes of a machine share that clock.
 */
final class Marks {
    static final int BLOCK = 960;
    static final int SIZE = 18;

    /** No mark stands there. */
    static final long ABSENT = -1;

    private static final int TIME_AT = 8;

    private Marks() {}

    /** Writes the mark of a caller's block, due at this time. */
    static void write(byte[] pcm, int at, int sequence, long due) {
        pcm[at] = 'L';
        pcm[at + 1] = 'K';
        pcm[at + 2] = 'B';
        pcm[at + 3] = 'I';
        for (int i = 0; i < 4; i++) {
            pcm[at + 4 + i] = (byte) (sequence >> (8 * i));
        }
        for (int i = 0; i < 8; i++) {
            pcm[at + TIME_AT + i] = (byte) (due >> (8 * i));
        }
        pcm[at + 16] = 0;
        pcm[at + 17] = 0;
    }

    /** When the model's block at this place was sent, or {@link #ABSENT}. */
    static long sentAt(byte[] pcm, int at) {
        if (pcm[at] != 'L' || pcm[at + 1] != 'K' || pcm[at + 2] != 'B' || pcm[at + 3] != 'M') {
            return ABSENT;
        }
        long time = 0;
        for (int i = 7; i >= 0; i--) {
            time = time << 8 | (pcm[at + TIME_AT + i] & 0xff);
        }
        return time;
    }

    /** Where the last whole block of so many bytes begins; negative if there is none. */
    static int lastBlock(int bytes) {
        return (bytes / BLOCK - 1) * BLOCK;
    }
}
