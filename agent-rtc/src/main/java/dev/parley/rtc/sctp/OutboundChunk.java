package dev.parley.rtc.sctp;

/** A fragment that has a TSN, and what is known of its fate. Confined to {@link Outbound}. */
final class OutboundChunk {
    private final OutboundMessage message;
    private final long tsn;
    private final int offset;
    private final int length;
    private final int flags;

    long sentMillis;
    int transmissions;
    int missingReports;
    boolean acknowledged;
    boolean lost;
    boolean fastRetransmitted;

    OutboundChunk(OutboundMessage message, long tsn, int offset, int length, int flags) {
        this.message = message;
        this.tsn = tsn;
        this.offset = offset;
        this.length = length;
        this.flags = flags;
    }

    OutboundMessage message() {
        return message;
    }

    long tsn() {
        return tsn;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }

    int flags() {
        return flags;
    }

    /** Counts towards the flight size: sent, and nothing heard of it yet. */
    boolean flying() {
        return !acknowledged && !lost && !message.abandoned();
    }
}
