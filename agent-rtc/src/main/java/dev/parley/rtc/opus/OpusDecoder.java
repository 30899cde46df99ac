package dev.parley.rtc.opus;

/**
 * Decodes to 48 kHz mono; stereo is mixed down. Safe to close from another thread; else used by one thread at a time.
 *
 * <p>Each result is the number of samples written, or a negative {@link OpusFailure#code} after which the decoder may still be
 * used: no packet, however hostile, throws. Every method but {@link #close} throws {@link IllegalStateException} once it is
 * closed, and {@link IndexOutOfBoundsException} if the packet's range is not within its array.
 */
public interface OpusDecoder extends AutoCloseable {
    /** Decodes a packet of 2.5 to 120 ms; the array needs room for the packet's {@link OpusPacket#samples}. */
    int decode(byte[] packet, int offset, int length, short[] pcm, int pcmOffset);

    /**
     * Decodes the lost frame before {@code next} out of it: its FEC where it carries some, else concealment.
     *
     * @param samples of the lost frame; a multiple of 120, at most {@link OpusPacket#MAX_SAMPLES}
     */
    int recover(byte[] next, int offset, int length, short[] pcm, int pcmOffset, int samples);

    /**
     * Makes up sound for a lost packet, fading as more are asked for.
     *
     * @param samples as for {@link #recover}
     */
    int conceal(short[] pcm, int pcmOffset, int samples);

    /** Forgets the sound before, for a new stream. */
    void reset();

    /** Frees what the decoder holds; later calls do nothing. */
    @Override
    void close();
}
