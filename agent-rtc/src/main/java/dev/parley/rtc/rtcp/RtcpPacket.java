package dev.parley.rtc.rtcp;

import java.util.List;

/** One packet of a compound; SSRCs are 32 bits in an int. */
public sealed interface RtcpPacket {
    /**
     * From one who sends media (RFC 3550 §6.4.1).
     *
     * @param ntp wall clock as 32.32 fixed point seconds since 1900
     * @param rtpTimestamp the same instant on the stream's clock
     * @param packets sent since the start, modulo 2³²
     * @param octets of payload sent since the start, modulo 2³²
     */
    record SenderReport(int ssrc, long ntp, int rtpTimestamp, long packets, long octets, List<ReportBlock> blocks)
            implements RtcpPacket {
        public SenderReport {
            blocks = bounded(blocks, 31);
        }
    }

    /** From one who only listens (RFC 3550 §6.4.2). */
    record ReceiverReport(int ssrc, List<ReportBlock> blocks) implements RtcpPacket {
        public ReceiverReport {
            blocks = bounded(blocks, 31);
        }
    }

    /** The canonical name of one source (RFC 3550 §6.5.1); other items are left out. */
    record SourceDescription(int ssrc, String cname) implements RtcpPacket {}

    /** These sources have ended (RFC 3550 §6.6). */
    record Goodbye(List<Integer> ssrcs) implements RtcpPacket {
        public Goodbye {
            ssrcs = bounded(ssrcs, 31);
        }
    }

    /**
     * Please send these again (RFC 4585 §6.2.1).
     *
     * @param sequences in order, 0 to 65535 each
     */
    record GenericNack(int senderSsrc, int mediaSsrc, List<Integer> sequences) implements RtcpPacket {
        public GenericNack {
            sequences = List.copyOf(sequences);
        }
    }

    private static <T> List<T> bounded(List<T> list, int most) {
        if (list.size() > most) {
            throw new IllegalArgumentException(
                    "RTCP list: " + list.size() + " entries (expected: at most " + most + ")");
        }
        return List.copyOf(list);
    }
}
