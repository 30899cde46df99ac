package dev.parley.rtc.sctp;

import java.util.List;

/** Told of what came, on the association's thread, from inside the call that made it so. */
public interface SctpListener {
    /** Messages can be sent. Once. */
    void connected();

    /** A whole message; the array is the callee's. */
    void message(int stream, int protocol, byte[] data);

    /** The other side has ended these streams of its own. */
    void streamsReset(List<Integer> streams);

    /** It is over; once, and nothing follows. The reason is for logs. */
    void closed(String reason);
}
