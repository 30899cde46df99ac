package dev.parley.rtc;

import dev.parley.rtc.ice.IceCandidate;
import dev.parley.rtc.sdp.SessionDescription;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Stands in front of a peer: what comes to it is forwarded from the other proxy's address, unless it is lost. */
final class LossyProxy implements AutoCloseable {
    private final DatagramSocket socket;
    private final Random random;
    private volatile double loss;
    private volatile boolean cut;
    private final AtomicLong lost = new AtomicLong();
    private volatile InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);

    LossyProxy(double loss, long seed) throws IOException {
        this.loss = loss;
        this.random = new Random(seed);
        this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    void connect(LossyProxy other) {
        forward(this, other);
        forward(other, this);
    }

    private static void forward(LossyProxy from, LossyProxy sender) {
        Thread thread = new Thread(() -> from.run(sender), "lossy-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void run(LossyProxy sender) {
        byte[] data = new byte[2048];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(data, data.length);
                socket.receive(packet);
                if (random.nextDouble() < loss || cut) {
                    lost.incrementAndGet();
                } else {
                    sender.socket.send(new DatagramPacket(data, packet.getLength(), target));
                }
            } catch (IOException e) {
                return; // Closed.
            }
        }
    }

    /** Loses this share from now on. */
    void lose(double share) {
        loss = share;
    }

    /** Loses everything, or no more than usual. */
    void cut(boolean all) {
        cut = all;
    }

    long lost() {
        return lost.get();
    }

    /** The description with this proxy's address in place of its owner's. */
    String inFrontOf(String sdp) {
        SessionDescription described = SessionDescription.parse(sdp).orElseThrow();
        target = described.candidates().get(0).address();
        IceCandidate mine = IceCandidate.host((InetSocketAddress) socket.getLocalSocketAddress(), 65535);
        return new SessionDescription(
                        described.sessionId(),
                        described.version(),
                        described.credentials(),
                        described.fingerprint(),
                        described.setup(),
                        described.iceLite(),
                        List.of(mine),
                        described.sections())
                .text();
    }

    @Override
    public void close() {
        socket.close();
    }
}
