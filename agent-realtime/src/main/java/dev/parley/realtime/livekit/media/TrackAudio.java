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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tracks of others as streams. Thread-safe. Each stream keeps {@value #FRAMES} frames for a slow reader and then drops the
 * oldest.
 */
public final class TrackAudio {
    private static final Logger LOG = LoggerFactory.getLogger(TrackAudio.class);
    private static final int FRAMES = 25;
    /** Past the threads' boundary the newest is dropped, so this outlasts any pause of the stream's thread. */
    private static final int HANDOVER = 50;

    private final Map<String, List<BoundedSourceQueue<AudioFrame>>> listeners = new ConcurrentHashMap<>();
    private final LongAdder dropped = new LongAdder();

    /**
     * A track as it comes: 48 kHz mono, a frame of 20 ms every 20 ms from its first packet on. It ends with the track, or when the
     * room is left; it may be run any number of times.
     */
    public Source<AudioFrame, NotUsed> of(String trackSid) {
        return Source.<AudioFrame>queue(HANDOVER)
                .mapMaterializedValue(queue -> listen(trackSid, queue))
                .buffer(FRAMES, OverflowStrategy.dropHead());
    }

    private NotUsed listen(String trackSid, BoundedSourceQueue<AudioFrame> queue) {
        listeners
                .computeIfAbsent(trackSid, unused -> new CopyOnWriteArrayList<>())
                .add(queue);
        return NotUsed.getInstance();
    }

    /** 20 ms of a track; on a media thread. */
    public void heard(String trackSid, short[] pcm) {
        List<BoundedSourceQueue<AudioFrame>> queues = listeners.get(trackSid);
        if (queues == null) {
            return;
        }
        AudioFrame frame = AudioFrame.ofSamples(pcm, AudioFormat.FULLBAND);
        queues.removeIf(queue -> !isOpen(queue.offer(frame)));
    }

    private boolean isOpen(QueueOfferResult result) {
        if (result.equals(QueueOfferResult.dropped())) {
            dropped.increment();
            return true;
        }
        return result.isEnqueued();
    }

    /** A track is gone. */
    public void ended(String trackSid) {
        List<BoundedSourceQueue<AudioFrame>> queues = listeners.remove(trackSid);
        if (queues != null) {
            queues.forEach(TrackAudio::end);
        }
    }

    /** A reader may have left before, and one reader's end must not keep the others from theirs. */
    private static void end(BoundedSourceQueue<AudioFrame> queue) {
        try {
            queue.complete();
        } catch (IllegalStateException alreadyOver) {
            LOG.debug("A track's stream had come to its end before.", alreadyOver);
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
}
