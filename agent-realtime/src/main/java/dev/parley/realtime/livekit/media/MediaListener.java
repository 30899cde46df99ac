package dev.parley.realtime.livekit.media;

import java.nio.ByteBuffer;

/** What a room's peer connection tells; on the room's strand unless told otherwise. */
public interface MediaListener {

    /** Audio and data can be sent. */
    void onConnected();

    /** The path asked for by {@link RoomMedia#restart} is there. */
    void onRestarted();

    /** A message of a data channel. */
    void onPacket(ByteBuffer message);

    /**
     * The next 20 ms of a track; on a media thread, which must not be blocked.
     *
     * @param pcm 960 samples, 48 kHz mono; valid during the call only
     */
    void onAudio(String trackSid, short[] pcm);

    /** The connection is over, and not by our will. */
    void onFailed(String why);
}
