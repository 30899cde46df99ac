package dev.parley.realtime.livekit.media;

import akka.NotUsed;
import akka.stream.BoundedSourceQueue;
import akka.stream.OverflowStrategy;
import akka.stream.QueueOfferResult;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tracks of others, for listeners and as streams. Thread-safe. Each stream keeps {@value #FRAMES} frames for a slow reader and then
 * drops the oldest.
 */
public final class TrackAudio {
    private static final Logger LOG = LoggerFactory.getLogger(TrackAudio.class);
    private static final int FRAMES = 25;
    /** Past the threads' boundary the newest is dropped, so this outlasts any pause of the stream's thread. */
    private static final int HANDOVER = 50;

    private final Map<String, List<Listener>> listeners = new ConcurrentHashMap<>();
    private final LongAdder dropped = new LongAdder();

    /** Somebody who hears a track. */
    private interface Listener {
        /** Whether it wants more. */
        boolean hears(AudioFrame frame);

        /** The track is gone. */
        void end();
    }

    /**
     * Has a track heard by this listener from now on, as {@link #of} gives it, on the media thread that decodes it; one that throws is
     * logged and hears no more.
     *
     * @return ends it
     */
    public Runnable listen(String trackSid, Consumer<? super AudioFrame> listener) {
        Listener direct = new Direct(listener);
        add(trackSid, direct);
        return () -> remove(trackSid, direct);
    }

    /**
     * A track as it comes: 48 kHz mono, a frame of 20 ms every 20 ms from its first packet on. It ends with the track, or when the
     * room is left; it may be run any number of times.
     */
    public Source<AudioFrame, NotUsed> of(String trackSid) {
        return Source.<AudioFrame>queue(HANDOVER)
                .mapMaterializedValue(queue -> {
                    add(trackSid, new Queued(queue));
                    return NotUsed.getInstance();
                })
                .buffer(FRAMES, OverflowStrategy.dropHead());
    }

    private void add(String trackSid, Listener listener) {
        listeners
                .computeIfAbsent(trackSid, unused -> new CopyOnWriteArrayList<>())
                .add(listener);
    }

    private void remove(String trackSid, Listener listener) {
        List<Listener> all = listeners.get(trackSid);
        if (all != null) {
            all.remove(listener);
        }
    }

    /** 20 ms of a track; on a media thread. */
    public void heard(String trackSid, short[] pcm) {
        List<Listener> all = listeners.get(trackSid);
        if (all == null || all.isEmpty()) {
            return;
        }
        AudioFrame frame = AudioFrame.ofSamples(pcm, AudioFormat.FULLBAND);
        all.forEach(listener -> {
            if (!listener.hears(frame)) {
                all.remove(listener);
            }
        });
    }

    /** A track is gone. */
    public void ended(String trackSid) {
        List<Listener> all = listeners.remove(trackSid);
        if (all != null) {
            all.forEach(Listener::end);
        }
    }

    /** All tracks are gone. */
    public void close() {
        List.copyOf(listeners.keySet()).forEach(this::ended);
    }

    /** Frames that a stream could not take. */
    public long droppedFrames() {
        return dropped.sum();
    }

    /** Hears on the thread that has the frame. */
    private record Direct(Consumer<? super AudioFrame> listener) implements Listener {
        @Override
        public boolean hears(AudioFrame frame) {
            try {
                listener.accept(frame);
                return true;
            } catch (RuntimeException | Error failure) {
                LOG.error("A listener of a track failed and hears no more of it.", failure);
                return false;
            }
        }

        @Override
        public void end() {
            // it hears no more
        }
    }

    /** Reads a stream. */
    private final class Queued implements Listener {
        private final BoundedSourceQueue<AudioFrame> queue;

        private Queued(BoundedSourceQueue<AudioFrame> queue) {
            this.queue = queue;
        }

        @Override
        public boolean hears(AudioFrame frame) {
            QueueOfferResult result = queue.offer(frame);
            if (result.equals(QueueOfferResult.dropped())) {
                dropped.increment();
                return true;
            }
            return result.isEnqueued();
        }

        /** A reader may have left before, and one reader's end must not keep the others from theirs. */
        @Override
        public void end() {
            try {
                queue.complete();
            } catch (IllegalStateException alreadyOver) {
                LOG.debug("A track's stream had come to its end before.", alreadyOver);
            }
        }
    }
}
