package dev.parley.worker.livekit.internal;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.livekit.proto.ServerMessage;
import dev.parley.worker.livekit.internal.LinkEvent.Outlook;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpContentException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What a socket brings, as a listener is to hear it: its end comes once, and nothing after it. Used by the socket's thread. */
@SuppressWarnings("FutureReturnValueIgnored") // what can't be closed is closed
final class LinkFrames extends SimpleChannelInboundHandler<WebSocketFrame> {
    private final LinkSocket.Listener listener;
    private final AtomicInteger pending = new AtomicInteger();
    private boolean over;

    LinkFrames(LinkSocket.Listener listener) {
        this.listener = listener;
    }

    /** There is a connection, or the reason why there is none. */
    void connected(@Nullable Throwable problem) {
        if (problem != null) {
            end(Handshakes.failed(problem));
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE && !over) {
            listener.on(new LinkEvent.SocketOpened());
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        if (over) {
            return;
        }
        if (frame instanceof BinaryWebSocketFrame) {
            hear(context, read(frame.content()));
        } else if (frame instanceof CloseWebSocketFrame) {
            context.close();
        } else {
            throw new IllegalStateException("frame: text (expected: binary); is it a LiveKit server?");
        }
    }

    private void hear(ChannelHandlerContext context, ServerMessage message) {
        pending.incrementAndGet();
        context.channel().config().setAutoRead(false);
        listener.heard(message).thenRun(() -> taken(context));
    }

    private void taken(ChannelHandlerContext context) {
        if (pending.decrementAndGet() == 0) {
            context.channel().config().setAutoRead(true);
        }
    }

    private static ServerMessage read(ByteBuf bytes) {
        try {
            return ServerMessage.parseFrom(bytes.nioBuffer());
        } catch (InvalidProtocolBufferException garbage) {
            throw new IllegalStateException(
                    "frame: " + bytes.readableBytes() + " bytes that are no ServerMessage; is it a LiveKit server?",
                    garbage);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(new LinkEvent.SocketLost("the server has closed the connection", Outlook.PASSING));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable problem) {
        end(why(problem));
        context.close();
    }

    private static LinkEvent.SocketLost why(Throwable problem) {
        if (problem instanceof WebSocketClientHandshakeException refused && refused.response() != null) {
            return Handshakes.refused(
                    refused.response().status().code(),
                    refused.response().status().reasonPhrase());
        }
        if (problem instanceof TooLongHttpContentException) {
            return Handshakes.noWebSocket();
        }
        return isTooLong(problem)
                ? Handshakes.failed(new IllegalStateException(
                        "frame: over " + LinkSocket.MOST_BYTES + " bytes (expected: at most that)"))
                : Handshakes.failed(problem);
    }

    private static boolean isTooLong(Throwable problem) {
        return problem instanceof TooLongFrameException
                || (problem instanceof CorruptedWebSocketFrameException corrupted
                        && WebSocketCloseStatus.MESSAGE_TOO_BIG.equals(corrupted.closeStatus()));
    }

    private void end(LinkEvent.SocketLost why) {
        if (!over) {
            over = true;
            listener.on(why);
        }
    }
}
