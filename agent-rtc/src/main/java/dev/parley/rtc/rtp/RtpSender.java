package dev.parley.rtc.rtp;

/**
 * Puts headers in front of payloads: one stream with its sequence numbers, timestamps and counts (RFC 3550 §5.1, §6.4.1).
 * Confined to one thread; writes into one buffer of its own, which is valid until the next call.
 */
public final class RtpSender {
    /** Room behind the packet for what SRTP adds. */
    public static final int TRAILER = 32;

    private static final int EXTENSION = 8;

    private final int ssrc;
    private final int payloadType;
    private final int audioLevelId;
    private final byte[] buffer;
    private final int maxPayload;

    private int sequence;
    private long packets;
    private long octets;
    private int lastTimestamp;

    /**
     * A stream that has sent nothing.
     *
     * @param firstSequence random, so that known plaintext is harder to guess (RFC 3550 §5.1)
     * @param audioLevelId id of the audio level extension (RFC 6464), 1 to 14, or 0 if it isn't negotiated
     * @param maxPayload longest payload in bytes
     */
    public RtpSender(int ssrc, int payloadType, int firstSequence, int audioLevelId, int maxPayload) {
        if (audioLevelId < 0 || audioLevelId > 14) {
            throw new IllegalArgumentException("audio level extension id: " + audioLevelId + " (expected: 0 to 14)");
        }
        if (payloadType < 0 || payloadType > 127) {
            throw new IllegalArgumentException("payload type: " + payloadType + " (expected: 0 to 127)");
        }
        this.ssrc = ssrc;
        this.payloadType = payloadType;
        this.sequence = firstSequence & 0xFFFF;
        this.audioLevelId = audioLevelId;
        this.maxPayload = maxPayload;
        this.buffer = new byte[RtpPacket.FIXED_HEADER + EXTENSION + maxPayload + TRAILER];
    }

    /**
     * Writes the next packet into {@link #buffer()} from index 0.
     *
     * @param marker first packet after silence (RFC 3551 §4.1)
     * @param audioLevel −dBov, 0 to 127; not written without the extension
     * @return the packet's length
     */
    public int write(int timestamp, boolean marker, int audioLevel, byte[] payload, int offset, int length) {
        if (length < 0 || length > maxPayload) {
            throw new IllegalArgumentException("RTP payload: " + length + " bytes (expected: 0 to " + maxPayload + ")");
        }
        buffer[0] = (byte) (audioLevelId > 0 ? 0x90 : 0x80);
        buffer[1] = (byte) ((marker ? 0x80 : 0) | payloadType);
        putShort(2, sequence);
        putInt(4, timestamp);
        putInt(8, ssrc);
        int at = RtpPacket.FIXED_HEADER;
        if (audioLevelId > 0) {
            putShort(at, RtpPacket.ONE_BYTE_PROFILE);
            putShort(at + 2, 1);
            putInt(at + 4, (audioLevelId << 28) | ((0x80 | (audioLevel & 0x7F)) << 16));
            at += EXTENSION;
        }
        System.arraycopy(payload, offset, buffer, at, length);
        sequence = Sequence.plus(sequence, 1);
        packets++;
        octets += length;
        lastTimestamp = timestamp;
        return at + length;
    }

    /** Where {@link #write} writes; {@link #TRAILER} bytes are free behind the packet. */
    public byte[] buffer() {
        return buffer;
    }

    public int ssrc() {
        return ssrc;
    }

    /** The number that the next packet gets. */
    public int nextSequence() {
        return sequence;
    }

    /** Timestamp of the last packet. */
    public int lastTimestamp() {
        return lastTimestamp;
    }

    /** Packets sent since the start. */
    public long packets() {
        return packets;
    }

    /** Payload bytes sent since the start. */
    public long octets() {
        return octets;
    }

    private void putShort(int at, int value) {
        buffer[at] = (byte) (value >>> 8);
        buffer[at + 1] = (byte) value;
    }

    private void putInt(int at, int value) {
        putShort(at, value >>> 16);
        putShort(at + 2, value);
    }
}
