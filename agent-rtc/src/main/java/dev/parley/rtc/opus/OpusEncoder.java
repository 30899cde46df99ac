package dev.parley.rtc.opus;

/**
 * Encodes speech, 20 ms of 48 kHz mono at a time. Safe to close from another thread; else used by one thread at a time.
 *
 * <p>Every method but {@link #close} throws {@link IllegalStateException} once it is closed.
 */
public interface OpusEncoder extends AutoCloseable {
    /** Samples of a frame: 20 ms at 48 kHz. */
    int FRAME_SAMPLES = 960;

    /** Bytes that hold any packet of one frame. */
    int MAX_PACKET_BYTES = 1276;

    /**
     * Encodes the {@link #FRAME_SAMPLES} from {@code pcmOffset} on, and writes the packet at {@code packetOffset}.
     *
     * @return bytes written
     * @throws IndexOutOfBoundsException if either array is too short; {@link #MAX_PACKET_BYTES} always do
     */
    int encode(short[] pcm, int pcmOffset, byte[] packet, int packetOffset);

    /** Changes the settings from the next frame on. */
    void apply(OpusEncoderSettings settings);

    /** Samples by which the encoded sound is late: the pre-skip of RFC 7845. */
    int lookahead();

    /** Frees what the encoder holds; later calls do nothing. */
    @Override
    void close();
}
