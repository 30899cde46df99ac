package dev.parley.realtime.livekit.media;

import dev.parley.audio.AudioFrame;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our track frame by frame: whoever speaks hands a frame over and goes on; it is resampled, encoded and sent on a media thread, one
 * after the other. While that thread is late, {@value #FRAMES} frames wait, as many as core's clock makes up for after a pause of the
 * process; then the oldest are dropped. Thread-safe.
 */
public final class TrackVoice {
    static final int FRAMES = 50;

    private static final Logger LOG = LoggerFactory.getLogger(TrackVoice.class);

    private final Executor mediaThread;
    private final TrackFrames track;
    private final Runnable sending = this::sendAll;
    private final Deque<AudioFrame> waiting = new ArrayDeque<>(FRAMES);
    private boolean busy;
    private long dropped;
    private boolean failed;

    /** @param track takes 960 samples at a time, on a media thread */
    public TrackVoice(Executor mediaThread, Consumer<short[]> track) {
        this.mediaThread = mediaThread;
        this.track = new TrackFrames(track);
    }

    /** Says this soon: mono, of any rate and length. */
    public void say(AudioFrame frame) {
        if (take(frame)) {
            mediaThread.execute(sending);
        }
    }

    /** Whether a media thread must be asked for. */
    private synchronized boolean take(AudioFrame frame) {
        if (waiting.size() == FRAMES) {
            waiting.removeFirst();
            dropped++;
        }
        waiting.addLast(frame);
        boolean first = !busy;
        busy = true;
        return first;
    }

    private void sendAll() {
        for (AudioFrame next = next(); next != null; next = next()) {
            send(next);
        }
    }

    private synchronized @Nullable AudioFrame next() {
        AudioFrame next = waiting.pollFirst();
        busy = next != null;
        return next;
    }

    private void send(AudioFrame frame) {
        try {
            track.accept(frame);
        } catch (RuntimeException | Error failure) {
            if (!failed) {
                failed = true;
                LOG.error(
                        "A frame of our track could not be sent; the track goes on, further ones are not told.",
                        failure);
            }
        }
    }

    /** Frames that were never sent, since others came too fast behind them. */
    public synchronized long droppedFrames() {
        return dropped;
    }
}
