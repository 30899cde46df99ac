package dev.parley.rtc;

import dev.parley.rtc.ice.IceCandidate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One peer's UDP socket, for IPv4 and IPv6 alike: a host candidate for each address of the machine. */
final class PeerSocket implements CandidateSource {
    private static final Logger LOG = LoggerFactory.getLogger(PeerSocket.class);
    private static final int BEST_PREFERENCE = 65535;
    private static final int KERNEL_BUFFER = 256 * 1024;
    private static final int DATAGRAM = 2048;
    private static final int MOST_AT_ONCE = 64;

    private final DatagramChannel channel;
    private final List<IceCandidate> candidates = new ArrayList<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(DATAGRAM);
    private final byte[] received = new byte[DATAGRAM];
    private final ByteBuffer out = ByteBuffer.allocateDirect(DATAGRAM);
    private long unsent;
    private long lastReadMillis;

    /** @param addresses best first; with one alone the socket is bound to it, else to all */
    PeerSocket(List<InetAddress> addresses) throws IOException {
        channel = DatagramChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, KERNEL_BUFFER);
            channel.bind(addresses.size() == 1 ? new InetSocketAddress(addresses.get(0), 0) : new InetSocketAddress(0));
        } catch (IOException e) {
            close();
            throw e;
        }
        int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
        for (InetAddress address : addresses) {
            candidates.add(
                    IceCandidate.host(new InetSocketAddress(address, port), BEST_PREFERENCE - candidates.size()));
        }
    }

    @Override
    public List<IceCandidate> candidates() {
        return candidates;
    }

    @Override
    public void open(EventLoop loop, Inbox inbox) throws IOException {
        loop.register(channel, nowMillis -> read(inbox, nowMillis));
    }

    /** Media come one datagram at a time, and looking in vain for another costs as much; only who is soon back has more to read. */
    private void read(Inbox inbox, long nowMillis) {
        int most = nowMillis == lastReadMillis ? MOST_AT_ONCE : 1;
        lastReadMillis = nowMillis;
        for (int i = 0; i < most && channel.isOpen(); i++) {
            in.clear();
            InetSocketAddress from;
            try {
                from = (InetSocketAddress) channel.receive(in);
            } catch (IOException e) {
                return; // An ICMP error; ICE notices if nothing answers any more.
            }
            if (from == null) {
                return;
            }
            int length = in.flip().remaining();
            in.get(received, 0, length);
            inbox.received(received, length, from, nowMillis);
        }
    }

    @Override
    public synchronized void send(byte[] data, int length, InetSocketAddress to) {
        if (length > DATAGRAM) {
            unsent++;
            return;
        }
        try {
            out.clear().put(data, 0, length).flip();
            if (channel.send(out, to) == 0) {
                unsent++;
            }
        } catch (IOException | UnsupportedAddressTypeException e) {
            unsent++;
        }
    }

    @Override
    public synchronized long unsent() {
        return unsent;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("socket did not close", e);
        }
    }
}
