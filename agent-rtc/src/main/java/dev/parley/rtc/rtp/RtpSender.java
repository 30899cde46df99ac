package dev.parley.rtc.rtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Puts headers in front of payloads: one stream with its sequence numbers, timestamps and counts (RFC 3550 §5.1, §6.4.1).
 * Confined to one thread; writes into one buffer of its own, which is valid until the next call.
 */
public final class RtpSender {
    /** Room behind the packet for what SRTP adds. */
    public static final int TRAILER = 32;

    private static final int LONGEST_MID = 16;
    private static final int LEVEL = 5;

    private final int ssrc;
    private final int payloadType;
    private final int audioLevelId;
    private final byte[] extension;
    private final byte[] buffer;
    private final int maxPayload;

    private int sequence;
    private long packets;
    private long octets;
    private int lastTimestamp;

    /** A stream whose packets don't name their section. */
    public RtpSender(int ssrc, int payloadType, int firstSequence, int audioLevelId, int maxPayload) {
        this(ssrc, payloadType, firstSequence, audioLevelId, 0, "", maxPayload);
    }

    /**
     * A stream that has sent nothing.
     *
     * @param firstSequence random, so that known plaintext is harder to guess (RFC 3550 §5.1)
     * @param audioLevelId id of the audio level extension (RFC 6464), 1 to 14, or 0 if it isn't negotiated
     * @param midId id of the mid extension (RFC 8843 §15), 1 to 14, or 0 if it isn't negotiated
     * @param mid name of the section; not written without the extension, or if it is longer than 16 bytes
     * @param maxPayload longest payload in bytes
     */
    public RtpSender(
            int ssrc, int payloadType, int firstSequence, int audioLevelId, int midId, String mid, int maxPayload) {
        if (audioLevelId < 0 || audioLevelId > 14) {
            throw new IllegalArgumentException("audio level extension id: " + audioLevelId + " (expected: 0 to 14)");
        }
        if (midId < 0 || midId > 14 || (midId > 0 && midId == audioLevelId)) {
            throw new IllegalArgumentException(
                    "mid extension id: " + midId + " (expected: 0 to 14, and not that of the audio level)");
        }
        if (payloadType < 0 || payloadType > 127) {
            throw new IllegalArgumentException("payload type: " + payloadType + " (expected: 0 to 127)");
        }
        this.ssrc = ssrc;
        this.payloadType = payloadType;
        this.sequence = firstSequence & 0xFFFF;
        this.audioLevelId = audioLevelId;
        this.maxPayload = maxPayload;
        this.extension = extension(audioLevelId, midId, mid.getBytes(StandardCharsets.UTF_8));
        this.buffer = new byte[RtpPacket.FIXED_HEADER + extension.length + maxPayload + TRAILER];
    }

    /** The extension block as all packets have it but for the audio level, which comes first (RFC 8285 §4.2). */
    private static byte[] extension(int audioLevelId, int midId, byte[] mid) {
        boolean named = midId > 0 && mid.length > 0 && mid.length <= LONGEST_MID;
        int elements = (audioLevelId > 0 ? 2 : 0) + (named ? 1 + mid.length : 0);
        if (elements == 0) {
            return new byte[0];
        }
        int words = (elements + 3) / 4;
        ByteBuffer block = ByteBuffer.allocate(4 + 4 * words)
                .putShort((short) RtpPacket.ONE_BYTE_PROFILE)
                .putShort((short) words);
        if (audioLevelId > 0) {
            block.put((byte) (audioLevelId << 4)).put((byte) 0);
        }
        if (named) {
            block.put((byte) (midId << 4 | (mid.length - 1))).put(mid);
        }
        return block.array();
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
        buffer[0] = (byte) (extension.length > 0 ? 0x90 : 0x80);
        buffer[1] = (byte) ((marker ? 0x80 : 0) | payloadType);
        putShort(2, sequence);
        putInt(4, timestamp);
        putInt(8, ssrc);
        int at = RtpPacket.FIXED_HEADER;
        System.arraycopy(extension, 0, buffer, at, extension.length);
        if (audioLevelId > 0) {
            buffer[at + LEVEL] = (byte) (0x80 | (audioLevel & 0x7F));
        }
        at += extension.length;
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
