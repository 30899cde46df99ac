package dev.parley.realtime.livekit.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP port that leads to another one, until it is cut: then connections break with a reset, and new ones as well. */
final class StreamLink implements AutoCloseable {
    private static final int BACKLOG = 50;

    private final ServerSocket front;
    private final InetSocketAddress target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    StreamLink(InetSocketAddress target) {
        this.target = target;
        try {
            this.front = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("a TCP port (expected: one)", e);
        }
        start(this::accept);
    }

    int port() {
        return front.getLocalPort();
    }

    /** Breaks what is open, and whatever is opened until it is over. */
    void cut(boolean now) {
        cut = now;
        if (now) {
            reset();
        }
    }

    /** Breaks what is open. */
    void reset() {
        open.forEach(StreamLink::abort);
    }

    private void accept() {
        while (!front.isClosed()) {
            try {
                Socket client = front.accept();
                if (cut) {
                    abort(client);
                } else {
                    join(client);
                }
            } catch (IOException e) {
                // Closed, or the target is not there at the moment.
            }
        }
    }

    private void join(Socket client) throws IOException {
        Socket server;
        try {
            server = new Socket(target.getAddress(), target.getPort());
        } catch (IOException e) {
            abort(client);
            throw e;
        }
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        open.add(client);
        open.add(server);
        start(() -> copy(client, server));
        start(() -> copy(server, client));
    }

    private void copy(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException e) {
            // Either side is gone, and so is the other then.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void abort(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // Closed already.
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, BadNetwork.THREADS + "-stream");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            front.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing a port", e);
        }
        reset();
    }
}
