package dev.parley.realtime.livekit.data;

import dev.parley.realtime.livekit.stream.DropCounts;
import dev.parley.realtime.livekit.stream.Dropped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who listen to one kind of packet. A listener that throws is counted and harms no other. Thread-safe. */
final class DataListeners<T> {
    private static final Logger LOG = LoggerFactory.getLogger(DataListeners.class);

    private final List<Consumer<? super T>> listeners = new CopyOnWriteArrayList<>();
    private final DropCounts drops;

    DataListeners(DropCounts drops) {
        this.drops = drops;
    }

    Runnable add(Consumer<? super T> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    boolean isEmpty() {
        return listeners.isEmpty();
    }

    void tell(T what) {
        for (Consumer<? super T> listener : listeners) {
            try {
                listener.accept(what);
            } catch (RuntimeException failure) {
                drops.count(Dropped.LISTENER_FAILED);
                LOG.warn("A listener of the room's data failed.", failure);
            }
        }
    }
}
