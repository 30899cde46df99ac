package dev.parley.rtc.rtcp;

import dev.parley.rtc.rtcp.RtcpPacket.GenericNack;
import dev.parley.rtc.rtcp.RtcpPacket.Goodbye;
import dev.parley.rtc.rtcp.RtcpPacket.ReceiverReport;
import dev.parley.rtc.rtcp.RtcpPacket.SenderReport;
import dev.parley.rtc.rtcp.RtcpPacket.SourceDescription;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compound packets on the wire (RFC 3550 §6.1). Types that Parley has no use for are skipped. */
public final class RtcpCodec {
    static final int SENDER_REPORT = 200;
    static final int RECEIVER_REPORT = 201;
    static final int SOURCE_DESCRIPTION = 202;
    static final int GOODBYE = 203;
    static final int TRANSPORT_FEEDBACK = 205;
    static final int GENERIC_NACK = 1;
    static final int CNAME = 1;

    private static final int HEADER = 4;
    private static final int BLOCK = 24;

    private RtcpCodec() {}

    /** Tells RTCP from RTP on one port by the type's range (RFC 5761 §4). */
    public static boolean looksLikeRtcp(byte[] data, int offset, int length) {
        int type = length < 8 ? 0 : data[offset + 1] & 0xFF;
        return type >= 192 && type <= 223 && (data[offset] & 0xC0) == 0x80;
    }

    /** Reads a decrypted compound; empty if any of its packets is malformed. Reduced-size compounds (RFC 5506) are fine. */
    public static Optional<List<RtcpPacket>> parse(byte[] data, int offset, int length) {
        List<RtcpPacket> packets = new ArrayList<>(2);
        int at = offset;
        int end = offset + length;
        while (at < end) {
            if (end - at < HEADER || (data[at] & 0xC0) != 0x80) {
                return Optional.empty();
            }
            ByteBuffer header = ByteBuffer.wrap(data, at, end - at);
            int size = 4 * (header.getShort(at + 2) & 0xFFFF);
            int padding = paddingOf(data, at, size, end);
            if (padding < 0) {
                return Optional.empty();
            }
            ByteBuffer body = ByteBuffer.wrap(data, at + HEADER, size - padding);
            if (!parseOne(data[at] & 0x1F, data[at + 1] & 0xFF, body, packets)) {
                return Optional.empty();
            }
            at += HEADER + size;
        }
        return Optional.of(packets);
    }

    /** Padding of the packet at this place, or −1 if packet or padding reach too far. */
    private static int paddingOf(byte[] data, int at, int size, int end) {
        if (HEADER + size > end - at) {
            return -1;
        }
        if ((data[at] & 0x20) == 0) {
            return 0;
        }
        int padding = size == 0 ? 0 : data[at + HEADER + size - 1] & 0xFF;
        return padding > 0 && padding <= size ? padding : -1;
    }

    private static boolean parseOne(int count, int type, ByteBuffer body, List<RtcpPacket> packets) {
        return switch (type) {
            case SENDER_REPORT -> parseSenderReport(count, body, packets);
            case RECEIVER_REPORT -> parseReceiverReport(count, body, packets);
            case SOURCE_DESCRIPTION -> parseDescription(count, body, packets);
            case GOODBYE -> parseGoodbye(count, body, packets);
            case TRANSPORT_FEEDBACK -> parseFeedback(count, body, packets);
            default -> true;
        };
    }

    private static boolean parseSenderReport(int count, ByteBuffer body, List<RtcpPacket> packets) {
        if (body.remaining() < 24 + BLOCK * count) {
            return false;
        }
        packets.add(new SenderReport(
                body.getInt(),
                body.getLong(),
                body.getInt(),
                body.getInt() & 0xFFFFFFFFL,
                body.getInt() & 0xFFFFFFFFL,
                blocks(count, body)));
        return true;
    }

    private static boolean parseReceiverReport(int count, ByteBuffer body, List<RtcpPacket> packets) {
        if (body.remaining() < 4 + BLOCK * count) {
            return false;
        }
        packets.add(new ReceiverReport(body.getInt(), blocks(count, body)));
        return true;
    }

    private static List<ReportBlock> blocks(int count, ByteBuffer body) {
        List<ReportBlock> blocks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int ssrc = body.getInt();
            int loss = body.getInt();
            blocks.add(new ReportBlock(
                    ssrc,
                    loss >>> 24,
                    (loss << 8) >> 8,
                    body.getInt() & 0xFFFFFFFFL,
                    body.getInt() & 0xFFFFFFFFL,
                    body.getInt(),
                    body.getInt()));
        }
        return blocks;
    }

    /** Chunks end at a multiple of four, after at least one zero byte (RFC 3550 §6.5). */
    private static boolean parseDescription(int count, ByteBuffer body, List<RtcpPacket> packets) {
        for (int chunk = 0; chunk < count; chunk++) {
            if (body.remaining() < 8) {
                return false;
            }
            int start = body.position();
            int ssrc = body.getInt();
            while (true) {
                if (!body.hasRemaining()) {
                    return false;
                }
                int item = body.get();
                if (item == 0) {
                    break;
                }
                int length = body.hasRemaining() ? body.get() & 0xFF : Integer.MAX_VALUE;
                if (length > body.remaining()) {
                    return false;
                }
                byte[] text = new byte[length];
                body.get(text);
                if (item == CNAME) {
                    packets.add(new SourceDescription(ssrc, new String(text, StandardCharsets.UTF_8)));
                }
            }
            int padded = start + ((body.position() - start + 3) & ~3);
            if (padded > body.limit()) {
                return false;
            }
            body.position(padded);
        }
        return true;
    }

    private static boolean parseGoodbye(int count, ByteBuffer body, List<RtcpPacket> packets) {
        if (body.remaining() < 4 * count) {
            return false;
        }
        List<Integer> ssrcs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ssrcs.add(body.getInt());
        }
        packets.add(new Goodbye(ssrcs));
        return true;
    }

    private static boolean parseFeedback(int format, ByteBuffer body, List<RtcpPacket> packets) {
        if (format != GENERIC_NACK) {
            return true;
        }
        if (body.remaining() < 12 || body.remaining() % 4 != 0) {
            return false;
        }
        int sender = body.getInt();
        int media = body.getInt();
        List<Integer> sequences = new ArrayList<>();
        while (body.hasRemaining()) {
            int first = body.getShort() & 0xFFFF;
            int following = body.getShort() & 0xFFFF;
            sequences.add(first);
            for (int bit = 0; bit < 16; bit++) {
                if ((following & 1 << bit) != 0) {
                    sequences.add((first + bit + 1) & 0xFFFF);
                }
            }
        }
        packets.add(new GenericNack(sender, media, sequences));
        return true;
    }
}
