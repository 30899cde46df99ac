package dev.parley.rtc.dtls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;

/**
 * Between BouncyCastle, which pulls datagrams, and the event loop, which pushes them. Bounded; the newest are dropped and
 * counted, as a network would. During the handshake a receiver waits; afterwards an empty box ends the call at once.
 *
 * <p>On the way out records of one flight share datagrams (RFC 6347 §4.1.1): what BouncyCastle sends waits until it wants to
 * receive, or for {@link #flush}. Fewer packets, fewer losses.
 */
final class DatagramInbox implements DatagramTransport {
    private static final int CAPACITY = 64;
    private static final int MTU = 1200;
    private static final int LARGEST = 2048;
    private static final byte[] CLOSED = new byte[0];

    private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong dropped = new AtomicLong();
    private final Consumer<byte[]> wire;
    private final byte[] pending = new byte[MTU];
    private int pendingLength;
    private volatile boolean polling;
    private volatile boolean closed;

    /** Nothing is left for now; tells BouncyCastle to come back later without harm to its state. */
    private static final class Empty extends InterruptedIOException {
        private static final long serialVersionUID = 1;

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    DatagramInbox(Consumer<byte[]> wire) {
        this.wire = wire;
    }

    void put(byte[] datagram) {
        boolean fits = datagram.length <= LARGEST && DtlsRecords.sound(datagram);
        if (!fits || !queue.offer(datagram)) {
            dropped.incrementAndGet();
        }
    }

    long dropped() {
        return dropped.get();
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** From now on nobody waits. */
    void poll() {
        polling = true;
    }

    @Override
    public int getReceiveLimit() {
        return LARGEST;
    }

    @Override
    public int getSendLimit() {
        return MTU;
    }

    @Override
    public int receive(byte[] target, int offset, int length, int waitMillis) throws IOException {
        flush();
        byte @Nullable [] datagram = polling ? queue.poll() : await(waitMillis);
        if (closed) {
            throw new IOException("DTLS: closed by its owner");
        }
        if (datagram == null) {
            if (polling) {
                throw new Empty();
            }
            return -1;
        }
        int size = Math.min(length, datagram.length);
        System.arraycopy(datagram, 0, target, offset, size);
        return size;
    }

    private byte @Nullable [] await(int waitMillis) throws IOException {
        try {
            return queue.poll(Math.max(1, waitMillis), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("DTLS: handshake interrupted", e);
        }
    }

    @Override
    public void send(byte[] data, int offset, int length) {
        if (length > MTU - pendingLength) {
            flush();
        }
        System.arraycopy(data, offset, pending, pendingLength, length);
        pendingLength += length;
    }

    /** Sends what waits; called by whoever drives BouncyCastle at that time. */
    void flush() {
        if (pendingLength > 0) {
            byte[] datagram = Arrays.copyOf(pending, pendingLength);
            pendingLength = 0;
            wire.accept(datagram);
        }
    }

    @Override
    public void close() {
        if (polling) {
            flush(); // Before that, another thread drives.
        }
        closed = true;
        queue.clear();
        queue.offer(CLOSED);
    }
}
