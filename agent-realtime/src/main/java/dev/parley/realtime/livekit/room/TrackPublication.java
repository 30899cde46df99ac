package dev.parley.realtime.livekit.room;

import dev.parley.livekit.proto.Encryption;
import dev.parley.livekit.proto.TrackInfo;
import dev.parley.livekit.proto.TrackSource;
import dev.parley.livekit.proto.TrackType;

/**
 * A track that a participant has published.
 *
 * @param sid LiveKit's id of it, {@code TR_…}
 * @param name as its publisher named it; may be empty
 * @param type audio or video
 * @param source what it was taken from
 * @param mimeType of its codec, such as {@code audio/opus}
 * @param muted whether its publisher sends silence
 * @param encrypted whether only holders of the room's key can hear it
 */
public record TrackPublication(
        String sid,
        String name,
        TrackType type,
        TrackSource source,
        String mimeType,
        boolean muted,
        boolean encrypted) {

    static TrackPublication of(TrackInfo info) {
        return new TrackPublication(
                info.getSid(),
                info.getName(),
                info.getType(),
                info.getSource(),
                info.getMimeType(),
                info.getMuted(),
                info.getEncryption() != Encryption.Type.NONE);
    }

    TrackPublication withMuted(boolean now) {
        return new TrackPublication(sid, name, type, source, mimeType, now, encrypted);
    }
}
