package dev.parley.rtc;

import dev.parley.rtc.datachannel.DataChannelListener;

/** Told what happens to a peer. Audio comes on a media thread, all else on the event loop; neither may be blocked. */
public interface RtcPeerListener extends DataChannelListener {
    /** Audio can be sent. */
    void connected();

    /**
     * The next 20 ms of one source, every 20 ms from its first packet on.
     *
     * @param ssrc of the source, unsigned 32 bits
     * @param pcm 960 samples, 48 kHz mono; valid during the call only
     */
    void audio(long ssrc, short[] pcm);

    /** The path asked for by {@link RtcPeer#restartOffer} is there, and audio and data go this way. */
    default void restarted() {}

    /** It is over; once. The reason is for logs. */
    void ended(String reason);
}
