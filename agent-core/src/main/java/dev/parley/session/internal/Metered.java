package dev.parley.session.internal;

import akka.stream.Attributes;
import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.SubscriptionWithCancelException.NonFailureCancellation;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;

/**
 * Shows one stream's elements and its end to a meter, in the stream's own thread and before they are passed on. For one run.
 *
 * @param <T> what passes
 */
final class Metered<T> extends GraphStage<FlowShape<T, T>> {
    private final Inlet<T> in = Inlet.create("metered.in");
    private final Outlet<T> out = Outlet.create("metered.out");
    private final FlowShape<T, T> shape = FlowShape.of(in, out);
    private final Meter<T> meter;

    /** What watches a stream. */
    interface Meter<T> {
        void onElement(T element);

        /** All has passed. */
        void onComplete();

        /** The rest is not wanted. A failure is not told. */
        void onCancelled();
    }

    Metered(Meter<T> meter) {
        this.meter = meter;
    }

    @Override
    public FlowShape<T, T> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Passing();
    }

    /** Elements on their way. */
    private final class Passing extends GraphStageLogic {
        private Passing() {
            super(Metered.this.shape());
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    T element = grab(in);
                    meter.onElement(element);
                    push(out, element);
                }

                @Override
                public void onUpstreamFinish() {
                    meter.onComplete();
                    completeStage();
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pull(in);
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    if (cause instanceof NonFailureCancellation) {
                        meter.onCancelled();
                    }
                    cancelStage(cause);
                }
            });
        }
    }
}
