package dev.parley.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What the connections between nodes go through: the n-th node is known by a port of this machine, listens on another one behind it,
 * and connects to others from the loopback address 127.0.0.(10 + n). What is sent over a wire that is cut waits until it is healed.
 */
final class Wires implements AutoCloseable {
    private static final int FIRST_ADDRESS = 11;

    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();
    private final Object change = new Object();
    private volatile int cutOff = -1;

    /** So many nodes, known by ports in a row from {@code known} on, that listen on ports in a row from {@code bound} on. */
    Wires(int nodes, int known, int bound) throws IOException {
        for (int node = 0; node < nodes; node++) {
            int to = node;
            ServerSocket door = new ServerSocket(known + node, 50, InetAddress.getLoopbackAddress());
            open.add(door);
            start(() -> accept(door, to, bound + to));
        }
    }

    /** The node, counted from 0, and the others don't hear each other from now on. */
    void cut(int node) {
        cutOff = node;
    }

    /** All hear each other again, what was said meanwhile too. */
    void heal() {
        synchronized (change) {
            cutOff = -1;
            change.notifyAll();
        }
    }

    /** Settings of a node that is to be wired so. */
    static String settings(int node, int capacity, int bound) {
        return """
                {"max_jobs": %d, "akka": {"remote": {"artery": {
                  "bind": {"hostname": "127.0.0.1", "port": %d},
                  "advanced": {"tcp": {"outbound-client-hostname": "127.0.0.%d"}}}}}}
                """.formatted(capacity, bound + node, FIRST_ADDRESS + node);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "wire");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(ServerSocket door, int to, int port) {
        while (!door.isClosed()) {
            try {
                connect(door.accept(), to, port);
            } catch (IOException closed) {
                // The door is: the loop ends.
            }
        }
    }

    private void connect(Socket in, int to, int port) throws IOException {
        open.add(in);
        int from = in.getInetAddress().getAddress()[3] - FIRST_ADDRESS;
        Socket out = new Socket();
        open.add(out);
        try {
            out.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
            start(() -> relay(in, out, from, to));
            start(() -> relay(out, in, from, to));
        } catch (IOException refused) {
            // The node behind is not there, which whoever wants it is to find out.
            in.close();
        }
    }

    private void relay(Socket in, Socket out, int from, int to) {
        byte[] buffer = new byte[64 * 1024];
        try (in;
                out) {
            InputStream source = in.getInputStream();
            OutputStream sink = out.getOutputStream();
            for (int read = source.read(buffer); read >= 0; read = source.read(buffer)) {
                awaitWire(from, to);
                sink.write(buffer, 0, read);
            }
        } catch (IOException | InterruptedException ended) {
            // Either end has gone: so is the wire.
        }
    }

    private void awaitWire(int from, int to) throws InterruptedException {
        synchronized (change) {
            while (from != to && (from == cutOff || to == cutOff)) {
                change.wait();
            }
        }
    }

    @Override
    public void close() {
        heal();
        for (AutoCloseable each : open) {
            try {
                each.close();
            } catch (Exception ended) {
                // Closed by its other end.
            }
        }
    }
}
