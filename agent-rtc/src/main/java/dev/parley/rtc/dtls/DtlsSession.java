package dev.parley.rtc.dtls;

import dev.parley.rtc.srtp.SrtpKeys;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.jspecify.annotations.Nullable;

/**
 * One DTLS association (RFC 6347). BouncyCastle's handshake blocks, so it runs on a pool; everything else, and every call of
 * {@link DtlsListener}, is confined to the event loop given.
 *
 * <p>Lost flights are sent again by BouncyCastle on the wall clock. Datagrams that wait are bounded to 64.
 */
public final class DtlsSession {
    private static final int LARGEST_RECORD = 1 << 14;

    private final DtlsRole role;
    private final DatagramInbox inbox;
    private final Handshake handshake;
    private final Executor loop;
    private final DtlsListener listener;
    private final byte[] plain = new byte[LARGEST_RECORD];
    private @Nullable DTLSTransport transport;
    private boolean over;

    /**
     * A session that has not started.
     *
     * @param expected what the other side's certificate must have
     * @param deadline of the handshake
     * @param loop where the listener is called; must run one task after the other
     * @param wire sends a datagram; called on the pool's thread and on the loop, the array is the callee's
     */
    public DtlsSession(
            DtlsRole role,
            DtlsCertificate certificate,
            Fingerprint expected,
            Duration deadline,
            Executor loop,
            Consumer<byte[]> wire,
            DtlsListener listener) {
        this.role = role;
        this.loop = loop;
        this.listener = listener;
        this.inbox = new DatagramInbox(wire);
        this.handshake = new Handshake(certificate, expected, deadline, this::onCloseNotify);
    }

    /** Whether these bytes claim to be DTLS; tells them apart on a shared socket (RFC 7983 §7). */
    public static boolean looksLikeDtls(byte[] data, int offset, int length) {
        return length >= 13 && data[offset] >= 20 && data[offset] <= 63;
    }

    /** Starts the handshake on the pool; a full pool fails the session. */
    public void start(Executor pool) {
        try {
            pool.execute(this::shakeHands);
        } catch (RejectedExecutionException e) {
            over = true;
            listener.failed(new IOException("DTLS handshake: no free thread (expected: fewer peers at once)", e));
        }
    }

    private void shakeHands() {
        try {
            DTLSTransport done = role == DtlsRole.CLIENT
                    ? new DTLSClientProtocol().connect(new ClientPeer(handshake), inbox)
                    : new DTLSServerProtocol().accept(new ServerPeer(handshake), inbox);
            inbox.flush();
            SrtpKeys keys = handshake.keys();
            toLoop(() -> onConnected(done, keys));
        } catch (IOException | RuntimeException e) {
            inbox.flush();
            toLoop(() -> onFailed(e));
        }
    }

    /** A loop that takes no more tasks has been closed, and with it this session. */
    private void toLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            inbox.close();
        }
    }

    private void onConnected(DTLSTransport done, SrtpKeys keys) {
        transport = done;
        inbox.poll();
        if (over) {
            shut(done);
        } else {
            listener.connected(keys);
            pump();
        }
    }

    private void onFailed(Throwable cause) {
        if (!over) {
            over = true;
            listener.failed(cause);
        }
    }

    /** A datagram that {@link #looksLikeDtls}; copied. */
    public void receive(byte[] data, int offset, int length) {
        if (!over) {
            inbox.put(Arrays.copyOfRange(data, offset, offset + length));
            pump();
        }
    }

    private void pump() {
        DTLSTransport connected = transport;
        if (connected == null) {
            return;
        }
        try {
            while (!over) {
                int length = connected.receive(plain, 0, plain.length, 1);
                if (length >= 0) {
                    listener.received(plain, length);
                } else if (inbox.isEmpty()) {
                    break;
                }
            }
        } catch (InterruptedIOException e) {
            // The inbox is empty: there is nothing to do until the next datagram.
        } catch (IOException e) {
            end();
        }
        inbox.flush();
        if (over) {
            shut(connected);
        }
    }

    /** Called by BouncyCastle from inside its receive. */
    private void onCloseNotify() {
        if (transport != null) {
            end();
        }
    }

    private void end() {
        if (!over) {
            over = true;
            listener.closed();
        }
    }

    /** Sends application data in one record; false if the session isn't connected or the data too long. */
    public boolean send(byte[] data, int offset, int length) {
        DTLSTransport connected = transport;
        if (connected == null || over) {
            return false;
        }
        try {
            connected.send(data, offset, length);
            inbox.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Datagrams that were dropped because they came faster than they were read, or were too large. */
    public long dropped() {
        return inbox.dropped();
    }

    /** Says goodbye and ends; a running handshake is stopped. */
    public void close() {
        over = true;
        DTLSTransport connected = transport;
        if (connected == null) {
            inbox.close();
        } else {
            shut(connected);
        }
    }

    private void shut(DTLSTransport connected) {
        try {
            connected.close();
            inbox.flush();
        } catch (IOException e) {
            inbox.close();
        }
    }
}
