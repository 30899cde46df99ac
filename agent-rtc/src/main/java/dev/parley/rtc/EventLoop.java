package dev.parley.rtc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that owns all sockets and all state machines of an engine. Tasks come from peers' methods and handshakes; each is
 * short, and their number is bounded by what callers wait for.
 */
final class EventLoop implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Timetable timetable = new Timetable();
    private final Thread thread;
    private volatile boolean closed;

    /** Whose socket is on the loop. */
    interface Reader {
        /** The socket has datagrams. */
        void readable(long nowMillis);
    }

    EventLoop() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("opening a selector", e);
        }
        thread = new Thread(this::run, "rtc-loop");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("event loop: closed (expected: open)");
        }
        tasks.add(task);
        selector.wakeup();
    }

    /** Reads a socket until it is closed. */
    void register(DatagramChannel socket, Reader reader) throws IOException {
        socket.register(selector, SelectionKey.OP_READ, reader);
    }

    /** Ticks a member when it wants to be, until it is removed. */
    void add(Timetable.Member member) {
        timetable.add(member);
        selector.wakeup(); // a loop without members waits for no time
    }

    void remove(Timetable.Member member) {
        timetable.remove(member);
    }

    private void run() {
        while (!closed) {
            try {
                selector.select(timetable.pauseMillis(RtcClock.millis()));
            } catch (IOException e) {
                LOG.error("event loop stopped", e);
                closed = true;
                return;
            }
            for (SelectionKey key : selector.selectedKeys()) {
                read(key);
            }
            selector.selectedKeys().clear();
            runTasks();
            timetable.tick(RtcClock.millis());
        }
        runTasks(); // What closes the last peers.
    }

    private static void read(SelectionKey key) {
        try {
            if (key.isValid() && key.attachment() instanceof Reader reader) {
                reader.readable(RtcClock.millis());
            }
        } catch (RuntimeException e) {
            goOn(e);
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            try {
                task.run();
            } catch (RuntimeException e) {
                goOn(e);
            }
        }
    }

    /** One peer's fault must not stop the others. */
    static void goOn(RuntimeException fault) {
        LOG.error("a peer's task failed; the others go on", fault);
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(2000);
            selector.close();
        } catch (IOException e) {
            LOG.warn("selector did not close", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
