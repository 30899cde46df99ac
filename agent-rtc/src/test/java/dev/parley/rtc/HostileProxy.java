package dev.parley.rtc;

import dev.parley.rtc.ice.IceCandidate;
import dev.parley.rtc.sdp.SessionDescription;
import dev.parley.testkit.fuzz.Mutator;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Stands in front of a peer like {@link LossyProxy}. Once hostile, it sends damaged copies of what has passed: from the address
 * that the peer knows, and from one that it does not.
 */
final class HostileProxy implements AutoCloseable {
    private static final int KEPT = 64;
    private static final int PER_PACKET = 4;

    private final DatagramSocket socket = bound();
    private final DatagramSocket stranger = bound();
    private final List<byte[]> seen = new ArrayList<>();
    private final SplittableRandom random;
    private final Mutator mutator;
    private final AtomicLong sent = new AtomicLong();
    private volatile boolean hostile;
    private volatile InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);

    HostileProxy(long seed) throws IOException {
        random = new SplittableRandom(seed);
        mutator = new Mutator(seen, random);
    }

    private static DatagramSocket bound() throws IOException {
        return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    void connect(HostileProxy other) {
        forward(this, other);
        forward(other, this);
    }

    private static void forward(HostileProxy from, HostileProxy sender) {
        Thread thread = new Thread(() -> from.run(sender), "hostile-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void run(HostileProxy sender) {
        byte[] data = new byte[2048];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(data, data.length);
                socket.receive(packet);
                remember(Arrays.copyOf(data, packet.getLength()));
                for (int i = 0; hostile && i < PER_PACKET; i++) {
                    spray(sender);
                }
                sender.socket.send(new DatagramPacket(data, packet.getLength(), target));
            } catch (IOException e) {
                return; // Closed.
            }
        }
    }

    private void remember(byte[] packet) {
        if (seen.size() < KEPT) {
            seen.add(packet);
        } else {
            seen.set(random.nextInt(KEPT), packet);
        }
    }

    /** Damaged; one that happened to stay whole is an authentic packet twice. */
    private void spray(HostileProxy sender) throws IOException {
        byte[] input = mutator.next();
        int length = Math.min(1400, input.length);
        DatagramSocket from = random.nextInt(4) == 0 ? stranger : sender.socket;
        from.send(new DatagramPacket(input, length, target));
        sent.incrementAndGet();
    }

    void turnHostile() {
        hostile = true;
    }

    /** Damaged packets so far. */
    long sent() {
        return sent.get();
    }

    /** The description with this proxy's address in place of its owner's. */
    String inFrontOf(String sdp) {
        SessionDescription described = SessionDescription.parse(sdp).orElseThrow();
        target = described.candidates().get(0).address();
        IceCandidate mine = IceCandidate.host((InetSocketAddress) socket.getLocalSocketAddress(), 65535);
        return sdp.lines()
                        .filter(line -> !line.startsWith("a=candidate:"))
                        .map(line -> line.startsWith("a=setup:") ? "a=" + mine.line() + "\r\n" + line : line)
                        .collect(Collectors.joining("\r\n"))
                + "\r\n";
    }

    @Override
    public void close() {
        socket.close();
        stranger.close();
    }
}
