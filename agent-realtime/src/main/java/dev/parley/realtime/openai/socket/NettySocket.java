package dev.parley.realtime.openai.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One socket. What is asked of it before its handshake is over is not sent: whoever asks waits for {@code opened}. */
@SuppressWarnings("FutureReturnValueIgnored") // what can't be written or closed ends the channel, which is told
final class NettySocket implements ModelSocket {
    /** A text of the network, in one piece, for the readers of one thread. */
    private static final FastThreadLocal<byte[]> SCRATCH = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[64 * 1024];
        }
    };

    private static final int KEPT_SCRATCH = 1024 * 1024;

    private final SocketListener listener;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicBoolean draining = new AtomicBoolean();
    private volatile @Nullable Channel channel;
    private volatile Outlet outlet = (all, taker) -> {};

    NettySocket(SocketListener listener) {
        this.listener = listener;
    }

    ChannelHandler handler() {
        return new Frames();
    }

    @Override
    public void send(byte[] text) {
        Channel open = channel;
        if (open != null && !over.get()) {
            open.writeAndFlush(new TextWebSocketFrame(Unpooled.wrappedBuffer(text)))
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    @Override
    public void carry(Outlet from) {
        outlet = from;
        moreToCarry();
    }

    @Override
    public void moreToCarry() {
        Channel open = channel;
        if (open != null && draining.compareAndSet(false, true)) {
            open.eventLoop().execute(() -> {
                draining.set(false);
                drain(open, false);
            });
        }
    }

    @Override
    public void flush() {
        Channel open = channel;
        if (open != null) {
            open.eventLoop().execute(() -> drain(open, true));
        }
    }

    private void drain(Channel open, boolean all) {
        boolean wrote = false;
        while (!over.get() && (all || open.isWritable())) {
            ByteBuf frame = next(open, all);
            if (frame == null) {
                break;
            }
            open.write(frame).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            wrote = true;
        }
        if (wrote) {
            open.flush();
        }
    }

    private @Nullable ByteBuf next(Channel open, boolean all) {
        @Nullable ByteBuf[] frame = new @Nullable ByteBuf[1];
        outlet.next(all, (text, offset, length) -> frame[0] = MaskedText.frame(open.alloc(), text, offset, length));
        return frame[0];
    }

    @Override
    public void ping() {
        Channel open = channel;
        if (open != null) {
            open.writeAndFlush(new PingWebSocketFrame()).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    @Override
    public void pauseReading() {
        reading(false);
    }

    @Override
    public void resumeReading() {
        reading(true);
    }

    private void reading(boolean on) {
        Channel open = channel;
        if (open != null) {
            open.config().setAutoRead(on);
        }
    }

    @Override
    public void close() {
        over.set(true);
        Channel open = channel;
        if (open != null) {
            open.writeAndFlush(new CloseWebSocketFrame(1000, "")).addListener(done -> open.close());
        }
    }

    void failed(Throwable failure) {
        end(0, "no connection: " + failure.getMessage());
    }

    private void end(int status, String text) {
        if (over.compareAndSet(false, true)) {
            listener.ended(status, text);
        }
    }

    /** What Netty tells. */
    private final class Frames extends SimpleChannelInboundHandler<WebSocketFrame> {

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            channel = context.channel();
            if (over.get()) {
                context.close();
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE && !over.get()) {
                listener.opened();
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            if (over.get()) {
                return;
            }
            if (frame instanceof TextWebSocketFrame) {
                onText(frame.content());
            } else if (frame instanceof PongWebSocketFrame) {
                listener.ponged();
            } else if (frame instanceof CloseWebSocketFrame close) {
                end(0, "closed by the server: " + close.statusCode() + " " + close.reasonText());
                context.close();
            }
        }

        private void onText(ByteBuf text) {
            int length = text.readableBytes();
            if (text.hasArray()) {
                listener.text(text.array(), text.arrayOffset() + text.readerIndex(), length);
                return;
            }
            byte[] scratch = SCRATCH.get();
            if (scratch.length < length) {
                scratch = new byte[Math.max(length, scratch.length * 2)];
                if (scratch.length <= KEPT_SCRATCH) {
                    SCRATCH.set(scratch);
                }
            }
            text.getBytes(text.readerIndex(), scratch, 0, length);
            listener.text(scratch, 0, length);
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (context.channel().isWritable()) {
                drain(context.channel(), false);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end(0, "closed without a word");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            if (failure instanceof WebSocketClientHandshakeException refused && refused.response() != null) {
                end(
                        refused.response().status().code(),
                        "refused: " + refused.response().status());
            } else {
                end(0, String.valueOf(failure.getMessage()));
            }
            context.close();
        }
    }
}
