package dev.parley.rtc.opus;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.lang.ref.Cleaner;
import java.util.function.Consumer;

/** A codec's memory outside of the heap: its state and two buffers. Freed once, by {@link #close} or with its owner. */
final class NativeState implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();

    private final String name;
    private final Pointer state;
    private final Memory pcm;
    private final Memory packet;
    private final Cleaner.Cleanable cleanable;
    private boolean closed;

    NativeState(Object owner, String name, Pointer state, int samples, int packetBytes, Consumer<Pointer> destroy) {
        this.name = name;
        this.state = state;
        this.pcm = new Memory((long) samples * Short.BYTES);
        this.packet = new Memory(packetBytes);
        this.cleanable = CLEANER.register(owner, new Release(state, pcm, packet, destroy));
    }

    /** Must not know the owner, else that would never be unreachable. */
    private record Release(Pointer state, Memory pcm, Memory packet, Consumer<Pointer> destroy) implements Runnable {
        @Override
        public void run() {
            destroy.accept(state);
            pcm.close();
            packet.close();
        }
    }

    Pointer open() {
        if (closed) {
            throw new IllegalStateException("opus " + name + ": closed (expected: open)");
        }
        return state;
    }

    Memory pcm() {
        return pcm;
    }

    Memory packet() {
        return packet;
    }

    @Override
    public void close() {
        closed = true;
        cleanable.clean();
    }
}
