package dev.parley.realtime.livekit;

import dev.parley.realtime.livekit.room.RoomEvent;
import dev.parley.realtime.livekit.room.RoomParticipant;
import dev.parley.realtime.livekit.strand.Strand;
import dev.parley.room.ParticipantEvent;
import dev.parley.room.Room;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who listen to a room. Adding is thread-safe; telling happens on the strand. */
final class RoomListeners {
    private static final Logger LOG = LoggerFactory.getLogger(RoomListeners.class);

    private final Strand strand;
    private final List<Consumer<? super RoomEvent>> listeners = new CopyOnWriteArrayList<>();

    RoomListeners(Strand strand) {
        this.strand = strand;
    }

    Room.Subscription add(Consumer<? super RoomEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Those who are there are told first; on the strand, so that nobody is missed or told twice. */
    Room.Subscription addParticipant(
            Consumer<? super ParticipantEvent> listener, Supplier<List<RoomParticipant>> present) {
        ParticipantListener added = new ParticipantListener(listener);
        strand.execute(() -> {
            present.get().forEach(one -> tell(added, new RoomEvent.ParticipantConnected(one)));
            listeners.add(added);
        });
        return () -> {
            added.cancelled = true;
            listeners.remove(added);
        };
    }

    void tell(RoomEvent event) {
        listeners.forEach(listener -> tell(listener, event));
    }

    private static void tell(Consumer<? super RoomEvent> listener, RoomEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException failure) {
            LOG.warn("A listener of a room failed.", failure);
        }
    }

    /** Coming and going, in core's words. */
    private static final class ParticipantListener implements Consumer<RoomEvent> {
        private final Consumer<? super ParticipantEvent> listener;
        private volatile boolean cancelled;

        ParticipantListener(Consumer<? super ParticipantEvent> listener) {
            this.listener = listener;
        }

        @Override
        public void accept(RoomEvent event) {
            if (cancelled) {
                return;
            }
            if (event instanceof RoomEvent.ParticipantConnected came) {
                listener.accept(new ParticipantEvent.Connected(came.participant()));
            } else if (event instanceof RoomEvent.ParticipantDisconnected gone) {
                listener.accept(new ParticipantEvent.Disconnected(gone.participant()));
            }
        }
    }
}
