package dev.parley.rtc;

import dev.parley.rtc.ice.IceCandidate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where a peer's own candidates come from, and what carries datagrams by them. {@link PeerSocket} gives those of the machine's
 * addresses; a TURN allocation (RFC 8656) or a TCP connection (RFC 6544) is one more source of this shape.
 */
interface CandidateSource {
    /** At which the other side may reach us; known before the first offer. */
    List<IceCandidate> candidates();

    /** From now on what comes is given to the inbox, on the loop. */
    void open(EventLoop loop, Inbox inbox) throws IOException;

    /** Sends a datagram; any thread. What can't be sent is lost, as on the network, and counted. */
    void send(byte[] data, int length, InetSocketAddress to);

    /** Datagrams that could not be sent. */
    long unsent();

    /** Nothing comes or goes any more; any thread. */
    void close();

    /** Takes datagrams. */
    interface Inbox {
        /** The array is valid during the call only. */
        void received(byte[] data, int length, InetSocketAddress from, long nowMillis);
    }
}
