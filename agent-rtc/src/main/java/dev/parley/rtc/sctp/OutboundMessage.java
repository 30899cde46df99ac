package dev.parley.rtc.sctp;

/** A message on its way. */
final class OutboundMessage {
    private final int stream;
    private final int protocol;
    private final byte[] data;
    private final Reliability reliability;
    private final long expiresMillis;
    private int sequence;
    private int fragmented;
    private boolean abandoned;

    OutboundMessage(int stream, int protocol, byte[] data, Reliability reliability, long nowMillis) {
        this.stream = stream;
        this.protocol = protocol;
        this.data = data;
        this.reliability = reliability;
        this.expiresMillis =
                reliability.lifetimeMillis() < 0 ? Long.MAX_VALUE : nowMillis + reliability.lifetimeMillis();
    }

    int stream() {
        return stream;
    }

    int protocol() {
        return protocol;
    }

    byte[] data() {
        return data;
    }

    boolean ordered() {
        return reliability.ordered();
    }

    /** Stream sequence number; 0 for unordered messages. */
    int sequence() {
        return sequence;
    }

    void sequence(int assigned) {
        sequence = assigned;
    }

    boolean started() {
        return fragmented > 0;
    }

    int remaining() {
        return data.length - fragmented;
    }

    /** Cuts off the next fragment. */
    OutboundChunk fragment(long tsn, int most) {
        int length = Math.min(most, remaining());
        int flags = (fragmented == 0 ? Chunk.FLAG_BEGIN : 0)
                | (length == remaining() ? Chunk.FLAG_END : 0)
                | (ordered() ? 0 : Chunk.FLAG_UNORDERED);
        OutboundChunk chunk = new OutboundChunk(this, tsn, fragmented, length, flags);
        fragmented += length;
        return chunk;
    }

    boolean expired(long nowMillis) {
        return nowMillis >= expiresMillis;
    }

    boolean exhausted(int retransmissions) {
        return reliability.maxRetransmits() >= 0 && retransmissions >= reliability.maxRetransmits();
    }

    boolean abandoned() {
        return abandoned;
    }

    void abandon() {
        abandoned = true;
    }
}
