package dev.parley.rtc.rtcp;

import dev.parley.rtc.rtcp.RtcpPacket.GenericNack;
import dev.parley.rtc.rtcp.RtcpPacket.Goodbye;
import dev.parley.rtc.rtcp.RtcpPacket.ReceiverReport;
import dev.parley.rtc.rtcp.RtcpPacket.SenderReport;
import dev.parley.rtc.rtcp.RtcpPacket.SourceDescription;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes compounds (RFC 3550 §6.1) into one array. */
public final class RtcpWriter {
    private RtcpWriter() {}

    /**
     * Writes the packets one after the other from index 0 and returns their length.
     *
     * @throws IllegalArgumentException if they don't fit
     */
    public static int write(byte[] target, List<? extends RtcpPacket> packets) {
        ByteBuffer out = ByteBuffer.wrap(target);
        try {
            packets.forEach(packet -> write(out, packet));
        } catch (BufferOverflowException e) {
            throw new IllegalArgumentException(
                    "RTCP compound of " + packets.size() + " packets (expected: at most " + target.length + " bytes)",
                    e);
        }
        return out.position();
    }

    private static void write(ByteBuffer out, RtcpPacket packet) {
        int start = out.position();
        out.putInt(0);
        int head = body(out, packet);
        out.putShort(start, (short) head);
        out.putShort(start + 2, (short) ((out.position() - start) / 4 - 1));
    }

    /** Writes what follows the header and returns version, count and type as 16 bits. */
    private static int body(ByteBuffer out, RtcpPacket packet) {
        if (packet instanceof SenderReport report) {
            out.putInt(report.ssrc()).putLong(report.ntp()).putInt(report.rtpTimestamp());
            out.putInt((int) report.packets()).putInt((int) report.octets());
            report.blocks().forEach(block -> block(out, block));
            return head(report.blocks().size(), RtcpCodec.SENDER_REPORT);
        }
        if (packet instanceof ReceiverReport report) {
            out.putInt(report.ssrc());
            report.blocks().forEach(block -> block(out, block));
            return head(report.blocks().size(), RtcpCodec.RECEIVER_REPORT);
        }
        if (packet instanceof SourceDescription description) {
            return description(out, description);
        }
        if (packet instanceof Goodbye goodbye) {
            goodbye.ssrcs().forEach(out::putInt);
            return head(goodbye.ssrcs().size(), RtcpCodec.GOODBYE);
        }
        return nack(out, (GenericNack) packet);
    }

    private static int head(int count, int type) {
        return (0x80 | count) << 8 | type;
    }

    private static void block(ByteBuffer out, ReportBlock block) {
        out.putInt(block.ssrc())
                .putInt(block.fractionLost() << 24 | (block.lost() & 0xFFFFFF))
                .putInt((int) block.highest())
                .putInt((int) block.jitter())
                .putInt(block.lastReport())
                .putInt(block.delay());
    }

    private static int description(ByteBuffer out, SourceDescription description) {
        byte[] name = description.cname().getBytes(StandardCharsets.UTF_8);
        if (name.length > 255) {
            throw new IllegalArgumentException("CNAME: " + name.length + " bytes (expected: at most 255)");
        }
        out.putInt(description.ssrc())
                .put((byte) RtcpCodec.CNAME)
                .put((byte) name.length)
                .put(name);
        int written = 4 + 2 + name.length;
        for (int i = 4 - written % 4; i > 0; i--) {
            out.put((byte) 0);
        }
        return head(1, RtcpCodec.SOURCE_DESCRIPTION);
    }

    /** Neighbours within 16 of the first share one entry. */
    private static int nack(ByteBuffer out, GenericNack nack) {
        out.putInt(nack.senderSsrc()).putInt(nack.mediaSsrc());
        List<Integer> sequences = nack.sequences();
        int i = 0;
        while (i < sequences.size()) {
            int first = sequences.get(i++);
            int following = 0;
            while (i < sequences.size()) {
                int ahead = (sequences.get(i) - first) & 0xFFFF;
                if (ahead < 1 || ahead > 16) {
                    break;
                }
                following |= 1 << (ahead - 1);
                i++;
            }
            out.putShort((short) first).putShort((short) following);
        }
        return head(RtcpCodec.GENERIC_NACK, RtcpCodec.TRANSPORT_FEEDBACK);
    }
}
