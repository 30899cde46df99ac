package dev.parley.resilience.internal;

import akka.stream.Attributes;
import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.TimerGraphStageLogic;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Fails a stream whose next element does not come in time once it is asked for. Time in which nobody asks does not count,
 * so a slow consumer is no failure of the producer.
 *
 * <p>Design notes. The first wait is exact. Later ones are looked at by one timer that is set again only when it has run
 * out, so an element costs no timer; they end between once and twice the timeout.
 */
public final class Patience<T> extends GraphStage<FlowShape<T, T>> {
    private final Inlet<T> in = Inlet.create("patience.in");
    private final Outlet<T> out = Outlet.create("patience.out");
    private final FlowShape<T, T> shape = FlowShape.of(in, out);
    private final Duration timeout;
    private final BooleanSupplier owed;

    /**
     * Waits for this long.
     *
     * @param owed whether an element is due at all; a wait begins where it is
     */
    public Patience(Duration timeout, BooleanSupplier owed) {
        this.timeout = timeout;
        this.owed = owed;
    }

    @Override
    public FlowShape<T, T> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Waiting();
    }

    /** One stream's waits, numbered. */
    private final class Waiting extends TimerGraphStageLogic {
        private long waits;
        private long timed;
        private boolean waiting;
        private boolean due;

        private Waiting() {
            super(Patience.this.shape());
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pull(in);
                    waits++;
                    waiting = true;
                    if (!isTimerActive(Patience.this)) {
                        time();
                    }
                }
            });
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    waiting = false;
                    push(out, grab(in));
                }
            });
        }

        private void time() {
            timed = waits;
            due = owed.getAsBoolean();
            scheduleOnce(Patience.this, timeout);
        }

        @Override
        public void onTimer(Object key) {
            if (waiting && due && timed == waits) {
                failStage(new TimeoutException("expected: the next piece within " + timeout.toMillis() + " ms"));
            } else if (waiting) {
                time();
            }
        }
    }
}
