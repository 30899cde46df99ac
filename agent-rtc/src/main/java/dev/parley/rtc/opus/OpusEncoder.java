package dev.parley.rtc.opus;

/** Encodes one stream. Confined to one thread at a time; must be closed. */
public interface OpusEncoder extends AutoCloseable {
    /** Samples of one frame: 20 ms at 48 kHz. */
    int FRAME_SAMPLES = 960;

    /** Longest packet that is made (RFC 6716 §3.4 R2). */
    int MAX_PACKET = 1275;

    /**
     * Encodes {@value #FRAME_SAMPLES} samples.
     *
     * @param target takes up to {@value #MAX_PACKET} bytes from the offset on
     * @return the packet's length; up to 2 bytes mean silence, and needn't be sent
     */
    int encode(short[] pcm, int offset, byte[] target, int targetOffset);

    @Override
    void close();
}
