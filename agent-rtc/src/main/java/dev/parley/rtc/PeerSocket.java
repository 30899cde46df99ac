package dev.parley.rtc;

import dev.parley.rtc.ice.IceCandidate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One peer's UDP socket. What can't be sent is lost, as on the network, and counted. */
final class PeerSocket {
    private static final Logger LOG = LoggerFactory.getLogger(PeerSocket.class);
    private static final int BEST_PREFERENCE = 65535;
    private static final int KERNEL_BUFFER = 256 * 1024;

    private final DatagramChannel channel;
    private final List<IceCandidate> candidates = new ArrayList<>();
    private long unsent;

    PeerSocket(List<InetAddress> addresses) throws IOException {
        channel = DatagramChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, KERNEL_BUFFER);
        channel.bind(addresses.size() == 1 ? new InetSocketAddress(addresses.get(0), 0) : new InetSocketAddress(0));
        int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
        for (InetAddress address : addresses) {
            candidates.add(
                    IceCandidate.host(new InetSocketAddress(address, port), BEST_PREFERENCE - candidates.size()));
        }
    }

    DatagramChannel channel() {
        return channel;
    }

    List<IceCandidate> candidates() {
        return candidates;
    }

    synchronized void send(byte[] data, int length, InetSocketAddress to) {
        try {
            if (channel.send(ByteBuffer.wrap(data, 0, length), to) == 0) {
                unsent++;
            }
        } catch (IOException e) {
            unsent++;
        }
    }

    synchronized long unsent() {
        return unsent;
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("socket did not close", e);
        }
    }
}
