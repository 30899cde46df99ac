package dev.parley.realtime.deepgram;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what is written, and like the JDK's takes one message at a time. */
final class FakeSocket implements WebSocket {
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private Optional<Throwable> failure = Optional.empty();
    private Optional<CompletableFuture<WebSocket>> pending = Optional.empty();
    private boolean slow;
    private boolean aborted;
    private boolean direct = true;
    private long requested;
    private int pings;

    /** From now on what is written stays on its way until {@link #written}. */
    void slow() {
        slow = true;
    }

    void written() {
        CompletableFuture<WebSocket> done = pending.orElseThrow();
        pending = Optional.empty();
        slow = false;
        done.complete(this);
    }

    void breaks(Throwable by) {
        failure = Optional.of(by);
    }

    List<String> sent() {
        return List.copyOf(sent);
    }

    boolean aborted() {
        return aborted;
    }

    /** Whether all audio came as a view of its frame. */
    boolean direct() {
        return direct;
    }

    long requested() {
        return requested;
    }

    int pings() {
        return pings;
    }

    private CompletableFuture<WebSocket> send(String what) {
        if (failure.isPresent()) {
            return CompletableFuture.failedFuture(failure.get());
        }
        if (pending.isPresent()) {
            return CompletableFuture.failedFuture(new IllegalStateException("Send pending"));
        }
        sent.add(what);
        if (!slow) {
            return CompletableFuture.completedFuture(this);
        }
        CompletableFuture<WebSocket> later = new CompletableFuture<>();
        pending = Optional.of(later);
        return later;
    }

    @Override
    public CompletableFuture<WebSocket> sendText(CharSequence data, boolean last) {
        return send("text " + data);
    }

    @Override
    public CompletableFuture<WebSocket> sendBinary(ByteBuffer data, boolean last) {
        direct &= data.isReadOnly();
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return send("binary " + HexFormat.of().formatHex(bytes));
    }

    @Override
    public CompletableFuture<WebSocket> sendPing(ByteBuffer message) {
        pings++;
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public CompletableFuture<WebSocket> sendPong(ByteBuffer message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<WebSocket> sendClose(int status, String reason) {
        return send("close " + status);
    }

    @Override
    public void request(long more) {
        requested += more;
    }

    @Override
    public String getSubprotocol() {
        return "";
    }

    @Override
    public boolean isOutputClosed() {
        return aborted;
    }

    @Override
    public boolean isInputClosed() {
        return aborted;
    }

    @Override
    public void abort() {
        aborted = true;
    }
}
