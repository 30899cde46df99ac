package dev.parley.testkit.realtime;

import akka.stream.stage.AsyncCallback;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** How a connection ends or fails, told by its events' side to its frames' side. Thread-safe. */
final class SocketFate {

    /** A close frame's contents. */
    record CloseFrame(int code, String reason) {}

    private final AtomicReference<@Nullable CloseFrame> close = new AtomicReference<>();
    private final AtomicBoolean silent = new AtomicBoolean();
    private final AtomicBoolean cut = new AtomicBoolean();
    private final AtomicBoolean endsWithoutFrame = new AtomicBoolean();
    private final AtomicReference<@Nullable AsyncCallback<SocketFate>> frames = new AtomicReference<>();

    /** The close frame that the server will send says this. */
    void closeWith(int code, String reason) {
        close.compareAndSet(null, new CloseFrame(code, reason));
    }

    Optional<CloseFrame> closeFrame() {
        return Optional.ofNullable(close.get());
    }

    /** What is on its way still goes out; in place of a close frame the connection breaks. */
    void endWithoutFrame() {
        endsWithoutFrame.set(true);
    }

    boolean endsWithoutFrame() {
        return endsWithoutFrame.get();
    }

    /** No frame passes any more in either direction. */
    void goSilent() {
        silent.set(true);
    }

    boolean isSilent() {
        return silent.get();
    }

    /** The connection breaks now, whatever is on its way. */
    void cut() {
        cut.set(true);
        AsyncCallback<SocketFate> callback = frames.get();
        if (callback != null) {
            callback.invoke(this);
        }
    }

    /** The frames' side is there; it is called when the connection is to be cut, at once if that is so already. */
    void onCut(AsyncCallback<SocketFate> callback) {
        frames.set(callback);
        if (cut.get()) {
            callback.invoke(this);
        }
    }
}
