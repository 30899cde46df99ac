package dev.parley.speech;

import akka.NotUsed;
import akka.stream.Attributes;
import akka.stream.Outlet;
import akka.stream.SourceShape;
import akka.stream.javadsl.Source;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import dev.parley.audio.AudioFrame;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last buffer on the way out: frames that have left the playout and not reached the consumer. Bound: one second;
 * drop policy: the oldest goes, counted; with no consumer all go, uncounted. A player has each frame at once, so none waits
 * for it. Thread-safe.
 */
final class FrameQueue {
    private static final Logger LOG = LoggerFactory.getLogger(FrameQueue.class);
    private static final int BOUND = 50;

    private final Deque<AudioFrame> frames = new ArrayDeque<>(BOUND);
    private final LongAdder dropped = new LongAdder();
    private final int[] voiceBytes = new int[BOUND];
    private int newest;
    private @Nullable AsyncCallback<NotUsed> wake;
    private @Nullable Consumer<? super AudioFrame> player;
    private boolean completed;

    LongAdder dropped() {
        return dropped;
    }

    /** Sends a frame of which this much is the voice's. */
    void offer(AudioFrame frame, int voice) {
        Consumer<? super AudioFrame> direct = player();
        if (direct == null) {
            keep(frame, voice);
        } else {
            play(frame, direct);
        }
    }

    /** Silence behind what was sent: for a player, not for a stream. */
    void rest(AudioFrame silence) {
        Consumer<? super AudioFrame> direct = player();
        if (direct != null) {
            play(silence, direct);
        }
    }

    private void play(AudioFrame frame, Consumer<? super AudioFrame> direct) {
        try {
            direct.accept(frame);
        } catch (RuntimeException failure) {
            LOG.error("A player of the agent's voice failed and gets no more of it.", failure);
            disconnect(direct);
        }
    }

    private synchronized @Nullable Consumer<? super AudioFrame> player() {
        return completed ? null : player;
    }

    private void keep(AudioFrame frame, int voice) {
        AsyncCallback<NotUsed> consumer;
        synchronized (this) {
            consumer = wake;
            if (consumer == null || completed) {
                return;
            }
            if (frames.size() == BOUND) {
                frames.removeFirst();
                dropped.increment();
            }
            frames.addLast(frame);
            newest = (newest + 1) % BOUND;
            voiceBytes[newest] = voice;
        }
        consumer.invoke(NotUsed.getInstance());
    }

    synchronized boolean hasConsumer() {
        return wake != null || player != null;
    }

    /** Drops what has not left; gives how much of it was the voice's. */
    synchronized int clear() {
        int voice = 0;
        for (int i = 0; i < frames.size(); i++) {
            voice += voiceBytes[Math.floorMod(newest - i, BOUND)];
        }
        frames.clear();
        return voice;
    }

    void complete() {
        AsyncCallback<NotUsed> consumer;
        synchronized (this) {
            completed = true;
            consumer = wake;
        }
        if (consumer != null) {
            consumer.invoke(NotUsed.getInstance());
        }
    }

    Source<AudioFrame, NotUsed> source() {
        return Source.fromGraph(new Frames());
    }

    /** Frames go here, at once, in place of the consumer before; what it gives ends that. */
    Runnable playTo(Consumer<? super AudioFrame> consumer) {
        AsyncCallback<NotUsed> before;
        synchronized (this) {
            before = wake;
            wake = null;
            player = consumer;
            frames.clear();
        }
        if (before != null) {
            before.invoke(NotUsed.getInstance());
        }
        return () -> disconnect(consumer);
    }

    @SuppressWarnings("ReferenceEquality") // it is this very player that is meant
    private synchronized void disconnect(Consumer<? super AudioFrame> consumer) {
        if (player == consumer) {
            player = null;
        }
    }

    private synchronized @Nullable AudioFrame poll() {
        return frames.pollFirst();
    }

    private synchronized boolean over() {
        return completed && frames.isEmpty();
    }

    /** Connects a consumer in place of the one before, which is completed. */
    private void connect(AsyncCallback<NotUsed> consumer) {
        AsyncCallback<NotUsed> before;
        synchronized (this) {
            before = wake;
            wake = consumer;
            player = null;
            frames.clear();
        }
        if (before != null) {
            before.invoke(NotUsed.getInstance());
        }
    }

    private synchronized void disconnect(AsyncCallback<NotUsed> consumer) {
        if (isConnected(consumer)) {
            wake = null;
            frames.clear();
        }
    }

    @SuppressWarnings("ReferenceEquality") // it is this very consumer that is meant
    private synchronized boolean isConnected(AsyncCallback<NotUsed> consumer) {
        return wake == consumer;
    }

    /** Gives the frames on demand. */
    private final class Frames extends GraphStage<SourceShape<AudioFrame>> {
        private final Outlet<AudioFrame> outlet = Outlet.create("frames");

        @Override
        public SourceShape<AudioFrame> shape() {
            return SourceShape.of(outlet);
        }

        @Override
        public GraphStageLogic createLogic(Attributes attributes) {
            return new FramesLogic(shape(), outlet);
        }
    }

    /** One consumer's side. */
    private final class FramesLogic extends GraphStageLogic {
        private final Outlet<AudioFrame> outlet;
        private @Nullable AsyncCallback<NotUsed> self;

        private FramesLogic(SourceShape<AudioFrame> shape, Outlet<AudioFrame> outlet) {
            super(shape);
            this.outlet = outlet;
            setHandler(outlet, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pushOrEnd();
                }
            });
        }

        @Override
        public void preStart() {
            AsyncCallback<NotUsed> callback = createAsyncCallback(signal -> pushOrEnd());
            self = callback;
            connect(callback);
        }

        @Override
        public void postStop() {
            if (self != null) {
                disconnect(self);
            }
        }

        private void pushOrEnd() {
            if (self == null || !isConnected(self)) {
                completeStage();
                return;
            }
            if (isAvailable(outlet)) {
                AudioFrame frame = poll();
                if (frame != null) {
                    push(outlet, frame);
                }
            }
            if (over()) {
                completeStage();
            }
        }
    }
}
