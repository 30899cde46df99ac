package dev.parley.rtc.datachannel;

import java.nio.ByteBuffer;

/** Told what happens on the channels, on the association's thread. */
public interface DataChannelListener {
    /** A channel can be used both ways: ours was acknowledged, or the other side has opened one. */
    void opened(DataChannel channel);

    /** A text came. */
    void text(DataChannel channel, String text);

    /** Bytes came; the buffer is the callee's. */
    void binary(DataChannel channel, ByteBuffer data);

    /** The channel is closed in both directions. */
    void closed(DataChannel channel);
}
