package dev.parley.session.internal;

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
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A caller's audio on its way to a recogniser's stream, and to the next one's after that, one at a time. Bound: a minute; drop
 * policy: the oldest goes. Thread-safe.
 */
final class AudioIntake {
    private static final Duration BOUND = Duration.ofMinutes(1);

    private final Deque<AudioFrame> frames = new ArrayDeque<>();
    private int bytes;
    private @Nullable AsyncCallback<NotUsed> taker;
    private boolean waits;
    private boolean ended;

    /** Ignored after the end. */
    void offer(AudioFrame frame) {
        AsyncCallback<NotUsed> waiting;
        synchronized (this) {
            if (ended) {
                return;
            }
            frames.addLast(frame);
            bytes += frame.byteCount();
            while (bytes > frame.format().bytesFor(BOUND)) {
                bytes -= frames.removeFirst().byteCount();
            }
            waiting = waits ? taker : null;
            waits = false;
        }
        wake(waiting);
    }

    /** Nothing more comes; what has come is still given. Idempotent. */
    void end() {
        AsyncCallback<NotUsed> told;
        synchronized (this) {
            ended = true;
            told = taker;
        }
        wake(told);
    }

    private static void wake(@Nullable AsyncCallback<NotUsed> taker) {
        if (taker != null) {
            taker.invoke(NotUsed.getInstance());
        }
    }

    synchronized boolean ended() {
        return ended;
    }

    private synchronized boolean over() {
        return ended && frames.isEmpty();
    }

    /**
     * The audio from here on, for one stream.
     *
     * @param refused is run if the stream wants no more of it before its end
     */
    Source<AudioFrame, NotUsed> source(Runnable refused) {
        return Source.fromGraph(new Frames(refused));
    }

    private synchronized void connect(AsyncCallback<NotUsed> next) {
        taker = next;
        waits = false;
    }

    /** Empty-handed, it is told of the next one. */
    private synchronized @Nullable AudioFrame take() {
        waits = frames.isEmpty();
        AudioFrame next = frames.pollFirst();
        bytes -= next == null ? 0 : next.byteCount();
        return next;
    }

    @SuppressWarnings("ReferenceEquality") // it is this very stream that is meant
    private synchronized void disconnect(@Nullable AsyncCallback<NotUsed> former) {
        if (taker == former) {
            taker = null;
        }
    }

    /** Gives the frames on demand. */
    private final class Frames extends GraphStage<SourceShape<AudioFrame>> {
        private final Outlet<AudioFrame> outlet = Outlet.create("intake");
        private final SourceShape<AudioFrame> shape = SourceShape.of(outlet);
        private final Runnable refused;

        private Frames(Runnable refused) {
            this.refused = refused;
        }

        @Override
        public SourceShape<AudioFrame> shape() {
            return shape;
        }

        @Override
        public GraphStageLogic createLogic(Attributes attributes) {
            return new Giving(this);
        }
    }

    /** One stream's side. */
    private final class Giving extends GraphStageLogic {
        private final Outlet<AudioFrame> outlet;
        private @Nullable AsyncCallback<NotUsed> self;

        private Giving(Frames stage) {
            super(stage.shape());
            outlet = stage.outlet;
            setHandler(outlet, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    give();
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    stage.refused.run();
                    cancelStage(cause);
                }
            });
        }

        @Override
        public void preStart() {
            AsyncCallback<NotUsed> callback = createAsyncCallback(signal -> give());
            self = callback;
            connect(callback);
        }

        private void give() {
            if (isAvailable(outlet)) {
                AudioFrame frame = take();
                if (frame != null) {
                    push(outlet, frame);
                }
            }
            if (over()) {
                completeStage();
            }
        }

        @Override
        public void postStop() {
            disconnect(self);
        }
    }
}
