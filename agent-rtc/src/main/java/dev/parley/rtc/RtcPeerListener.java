package dev.parley.rtc;

import dev.parley.rtc.datachannel.DataChannelListener;

/** Told what happens to a peer. Audio comes on a media thread, all else on the event loop; neither may be blocked. */
public interface RtcPeerListener extends DataChannelListener {
    /** Audio can be sent; once. */
    void connected();

    /** Each change, once; the last one is {@code FAILED} or {@code CLOSED}, just before {@link #ended}. */
    void stateChanged(PeerState state);

    /**
     * The other side may send this track from now on; may come before {@link #connected}. To hear it, say
     * {@link RemoteTrack#listen}.
     */
    void trackAdded(RemoteTrack track);

    /** The track has ended, or its section now carries another one; no audio of it follows but a frame on its way. */
    void trackRemoved(RemoteTrack track);

    /**
     * The next 20 ms of a track that is listened to, every 20 ms from its first packet on.
     *
     * @param pcm 960 samples, 48 kHz mono; valid during the call only
     */
    void audio(RemoteTrack track, short[] pcm);

    /** The path asked for by {@link RtcPeer#restartOffer} is there, and audio and data go this way. */
    default void restarted() {}

    /** It is over; once. The reason is for logs. */
    void ended(String reason);
}
