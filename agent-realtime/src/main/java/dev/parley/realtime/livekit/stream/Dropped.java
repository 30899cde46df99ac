package dev.parley.realtime.livekit.stream;

/** Why something that came through the data channel was not delivered. */
public enum Dropped {
    /** Not a data packet at all. */
    MALFORMED,
    /** A packet of a kind that is not understood, or encrypted. */
    UNSUPPORTED,
    /** A reliable packet, or a chunk of a stream, that had come before. */
    DUPLICATE,
    /** A stream on a topic that nobody listens to. */
    UNHEARD_TOPIC,
    /** A header without a usable id, or with one that is in use. */
    BAD_HEADER,
    /** A stream beyond the number of streams that may be open. */
    TOO_MANY_STREAMS,
    /** A chunk or a trailer of a stream that is not open. */
    UNKNOWN_STREAM,
    /** An acknowledgement or an answer that no call waits for, or not from this sender. */
    UNKNOWN_CALL,
    /** A listener threw. */
    LISTENER_FAILED
}
