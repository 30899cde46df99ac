package dev.parley.testkit.realtime;

import akka.http.impl.engine.ws.FrameEvent;
import akka.http.impl.engine.ws.FrameStart;
import akka.stream.Attributes;
import akka.stream.BidiShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import scala.Option;

/**
 * Stands between a WebSocket's frames and its messages and does what Akka HTTP's message API can't: closes with a code,
 * breaks without a close frame, falls silent.
 *
 * <p>The frames are an internal interface of Akka HTTP's; its version is pinned for good, see the decision on the Akka line.
 */
final class FrameGate extends GraphStage<BidiShape<FrameEvent, FrameEvent, FrameEvent, FrameEvent>> {
    private static final int CLOSE = 8;

    private final Inlet<FrameEvent> fromClient = Inlet.create("FrameGate.fromClient");
    private final Outlet<FrameEvent> toServer = Outlet.create("FrameGate.toServer");
    private final Inlet<FrameEvent> fromServer = Inlet.create("FrameGate.fromServer");
    private final Outlet<FrameEvent> toClient = Outlet.create("FrameGate.toClient");
    private final SocketFate fate;

    FrameGate(SocketFate fate) {
        this.fate = fate;
    }

    @Override
    public BidiShape<FrameEvent, FrameEvent, FrameEvent, FrameEvent> shape() {
        return BidiShape.of(fromClient, toServer, fromServer, toClient);
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends GraphStageLogic {
        Logic() {
            super(FrameGate.this.shape());
            connect(fromClient, toServer, false);
            connect(fromServer, toClient, true);
        }

        @Override
        public void preStart() {
            fate.onCut(createAsyncCallback(cut -> completeStage()));
        }

        private void connect(Inlet<FrameEvent> in, Outlet<FrameEvent> out, boolean mayClose) {
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    FrameEvent frame = grab(in);
                    if (fate.isSilent()) {
                        pull(in);
                    } else if (mayClose && isClose(frame)) {
                        onClose(frame);
                    } else {
                        push(out, frame);
                    }
                }

                @Override
                public void onUpstreamFinish() {
                    complete(out);
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pull(in);
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    cancel(in, cause);
                }
            });
        }

        private void onClose(FrameEvent frame) {
            if (fate.endsWithoutFrame()) {
                completeStage();
                return;
            }
            push(
                    toClient,
                    fate.closeFrame()
                            .<FrameEvent>map(
                                    close -> FrameEvent.closeFrame(close.code(), close.reason(), Option.empty()))
                            .orElse(frame));
        }
    }

    private static boolean isClose(FrameEvent frame) {
        return frame instanceof FrameStart start && start.header().opcode().code() == CLOSE;
    }
}
