package dev.parley.rtc.sctp;

/** A whole message, not yet delivered. */
final class InboundMessage {
    private final int stream;
    private final int sequence;
    private final int protocol;
    private final byte[] data;

    InboundMessage(int stream, int sequence, int protocol, byte[] data) {
        this.stream = stream;
        this.sequence = sequence;
        this.protocol = protocol;
        this.data = data;
    }

    int stream() {
        return stream;
    }

    int sequence() {
        return sequence;
    }

    int protocol() {
        return protocol;
    }

    byte[] data() {
        return data;
    }
}
