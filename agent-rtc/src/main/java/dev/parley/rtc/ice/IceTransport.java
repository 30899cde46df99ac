package dev.parley.rtc.ice;

import java.net.InetSocketAddress;

/**
 * What carries the agent's packets: a UDP socket, or whatever can stand in for one, such as a TURN allocation. Called on the
 * agent's thread; must not block; a packet that can't be sent is lost, as on any network.
 */
@FunctionalInterface
public interface IceTransport {
    /** Sends one datagram; the array is the callee's. */
    void send(byte[] packet, InetSocketAddress to);
}
