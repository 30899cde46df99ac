package dev.parley.rtc.opus;

/** Decodes one stream. Confined to one thread at a time; must be closed. Any bytes may be given. */
public interface OpusDecoder extends AutoCloseable {
    /** Samples of the longest packet: 120 ms at 48 kHz. Arrays for decoding hold so many. */
    int MAX_SAMPLES = 5760;

    /** What the calls return when the packet can't be decoded. */
    int DAMAGED = -1;

    /**
     * Decodes a packet.
     *
     * @param pcm takes up to {@value #MAX_SAMPLES} samples from 0 on
     * @return the number of samples, or {@link #DAMAGED}
     */
    int decode(byte[] packet, int offset, int length, short[] pcm);

    /**
     * Restores a lost packet from the copy in the one that follows it; conceals it if there is no copy.
     *
     * @param samples length of the lost packet
     * @return the number of samples, or {@link #DAMAGED}
     */
    int recover(byte[] following, int offset, int length, short[] pcm, int samples);

    /**
     * Makes something that sounds like it goes on, fading with each call.
     *
     * @param samples a multiple of 120, up to {@value #MAX_SAMPLES}
     * @return the number of samples, or {@link #DAMAGED}
     */
    int conceal(short[] pcm, int samples);

    @Override
    void close();
}
