package dev.parley.rtc.rtp;

import java.nio.charset.StandardCharsets;

/**
 * A reusable view of one RTP packet in somebody's array (RFC 3550 §5.1). Wrap, ask, forget: nothing is copied or allocated.
 *
 * <p>Accessors are valid after {@link #wrap} said yes, until the array changes. Confined to one thread.
 */
public final class RtpPacket {
    static final int FIXED_HEADER = 12;
    static final int ONE_BYTE_PROFILE = 0xBEDE;

    private byte[] data = new byte[0];
    private int offset;
    private int headerLength;
    private int payloadLength;
    private int extensionStart;
    private int extensionEnd;

    /** Whether these bytes claim to be RTP or RTCP; tells them apart from STUN and DTLS on one socket (RFC 7983 §7). */
    public static boolean looksLikeRtp(byte[] data, int offset, int length) {
        return length >= FIXED_HEADER && (data[offset] & 0xC0) == 0x80;
    }

    /**
     * Looks at a packet; false if it is malformed, and then nothing else may be asked.
     *
     * @param data kept until the next call, not copied
     */
    public boolean wrap(byte[] data, int offset, int length) {
        if (!looksLikeRtp(data, offset, length)) {
            return false;
        }
        this.data = data;
        this.offset = offset;
        int header = FIXED_HEADER + 4 * (data[offset] & 0x0F);
        extensionStart = 0;
        extensionEnd = 0;
        if ((data[offset] & 0x10) != 0) {
            if (header + 4 > length) {
                return false;
            }
            int profile = unsignedShort(offset + header);
            int size = 4 * unsignedShort(offset + header + 2);
            header += 4;
            if (profile == ONE_BYTE_PROFILE) {
                extensionStart = offset + header;
                extensionEnd = extensionStart + size;
            }
            header += size;
        }
        int padding = (data[offset] & 0x20) != 0 ? data[offset + length - 1] & 0xFF : 0;
        boolean padded = (data[offset] & 0x20) != 0;
        headerLength = header;
        payloadLength = length - header - padding;
        return header <= length && payloadLength >= 0 && !(padded && padding == 0);
    }

    public boolean marker() {
        return (data[offset + 1] & 0x80) != 0;
    }

    public int payloadType() {
        return data[offset + 1] & 0x7F;
    }

    /** 0 to 65535. */
    public int sequence() {
        return unsignedShort(offset + 2);
    }

    /** In units of the payload's clock, modulo 2³². */
    public int timestamp() {
        return integer(offset + 4);
    }

    public int ssrc() {
        return integer(offset + 8);
    }

    /** Where the payload starts in the wrapped array. */
    public int payloadOffset() {
        return offset + headerLength;
    }

    /** Bytes of payload, without padding. */
    public int payloadLength() {
        return payloadLength;
    }

    /**
     * Where the first byte of a one-byte header extension stands in the wrapped array, or −1 (RFC 8285 §4.2). An element that
     * would reach past the end is absent.
     *
     * @param id 1 to 14
     */
    public int extension(int id) {
        int at = extensionStart;
        while (at < extensionEnd) {
            int head = data[at] & 0xFF;
            int elementId = head >>> 4;
            if (head == 0) {
                at++;
                continue;
            }
            int size = (head & 0x0F) + 1;
            if (elementId == 15 || at + 1 + size > extensionEnd) {
                return -1;
            }
            if (elementId == id) {
                return at + 1;
            }
            at += 1 + size;
        }
        return -1;
    }

    /**
     * The sender's loudness in −dBov, 0 (loudest) to 127 (silence), or −1 if it isn't told (RFC 6464 §3).
     *
     * @param id the negotiated id of {@code urn:ietf:params:rtp-hdrext:ssrc-audio-level}
     */
    public int audioLevel(int id) {
        int at = extension(id);
        return at < 0 ? -1 : data[at] & 0x7F;
    }

    /**
     * The name of the section that the packet belongs to, or empty if it isn't told (RFC 8843 §15).
     *
     * @param id the negotiated id of {@code urn:ietf:params:rtp-hdrext:sdes:mid}
     */
    public String mid(int id) {
        int at = extension(id);
        return at < 0 ? "" : new String(data, at, (data[at - 1] & 0x0F) + 1, StandardCharsets.UTF_8);
    }

    private int unsignedShort(int at) {
        return (data[at] & 0xFF) << 8 | (data[at + 1] & 0xFF);
    }

    private int integer(int at) {
        return unsignedShort(at) << 16 | unsignedShort(at + 2);
    }
}
