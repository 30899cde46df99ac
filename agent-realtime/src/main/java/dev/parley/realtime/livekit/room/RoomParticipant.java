package dev.parley.realtime.livekit.room;

import dev.parley.livekit.proto.ConnectionQuality;
import dev.parley.livekit.proto.ParticipantInfo;
import dev.parley.livekit.proto.ParticipantPermission;
import dev.parley.livekit.proto.TrackInfo;
import dev.parley.room.Participant;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A participant as the room knew it at one moment.
 *
 * @param sid LiveKit's id of this stay in the room, {@code PA_…}
 * @param identity unique in the room
 * @param name for people; may be empty
 * @param kind what it is; bridges count as {@link Kind#INGRESS}, since nobody is to be talked to there
 * @param metadata free text of the application
 * @param attributes the participant's attributes
 * @param tracks published, by their sid, in the order of their publication
 * @param permission what it may do
 * @param clientProtocol what its client understands of LiveKit's data protocols
 * @param joinedAt by the server's clock
 * @param quality of its connection, as the server measures it
 * @param audioLevel while it speaks, up to 1; 0 if it doesn't
 * @param version grows with each change
 */
public record RoomParticipant(
        String sid,
        String identity,
        String name,
        Kind kind,
        String metadata,
        Map<String, String> attributes,
        Map<String, TrackPublication> tracks,
        ParticipantPermission permission,
        int clientProtocol,
        Instant joinedAt,
        ConnectionQuality quality,
        float audioLevel,
        int version)
        implements Participant {
    /** Copies the maps. */
    public RoomParticipant {
        attributes = Map.copyOf(attributes);
        tracks = Collections.unmodifiableMap(new LinkedHashMap<>(tracks));
    }

    static RoomParticipant of(ParticipantInfo info) {
        return new RoomParticipant(
                info.getSid(),
                info.getIdentity(),
                info.getName(),
                kind(info.getKind()),
                info.getMetadata(),
                info.getAttributesMap(),
                tracks(info),
                info.getPermission(),
                info.getClientProtocol(),
                joined(info),
                ConnectionQuality.EXCELLENT,
                0,
                info.getVersion());
    }

    private static Map<String, TrackPublication> tracks(ParticipantInfo info) {
        Map<String, TrackPublication> tracks = new LinkedHashMap<>();
        for (TrackInfo track : info.getTracksList()) {
            tracks.put(track.getSid(), TrackPublication.of(track));
        }
        return tracks;
    }

    private static Instant joined(ParticipantInfo info) {
        return info.getJoinedAtMs() == 0
                ? Instant.ofEpochMilli(info.getJoinedAt() * 1000)
                : Instant.ofEpochMilli(info.getJoinedAtMs());
    }

    private static Kind kind(ParticipantInfo.Kind kind) {
        return switch (kind) {
            case SIP -> Kind.SIP;
            case AGENT -> Kind.AGENT;
            case EGRESS -> Kind.EGRESS;
            case INGRESS, BRIDGE -> Kind.INGRESS;
            case CONNECTOR -> Kind.CONNECTOR;
            case STANDARD, UNRECOGNIZED -> Kind.STANDARD;
        };
    }

    /** The same stay with newer information; what only other signals tell is kept. */
    RoomParticipant updated(ParticipantInfo info) {
        RoomParticipant newer = of(info);
        return new RoomParticipant(
                sid,
                identity,
                newer.name,
                newer.kind,
                newer.metadata,
                newer.attributes,
                newer.tracks,
                newer.permission,
                newer.clientProtocol,
                joinedAt,
                quality,
                audioLevel,
                newer.version);
    }

    RoomParticipant withTrack(TrackPublication track) {
        Map<String, TrackPublication> all = new LinkedHashMap<>(tracks);
        all.put(track.sid(), track);
        return withTracks(all);
    }

    RoomParticipant withoutTrack(String trackSid) {
        Map<String, TrackPublication> all = new LinkedHashMap<>(tracks);
        all.remove(trackSid);
        return withTracks(all);
    }

    private RoomParticipant withTracks(Map<String, TrackPublication> all) {
        return new RoomParticipant(
                sid,
                identity,
                name,
                kind,
                metadata,
                attributes,
                all,
                permission,
                clientProtocol,
                joinedAt,
                quality,
                audioLevel,
                version);
    }

    RoomParticipant withQuality(ConnectionQuality now) {
        return new RoomParticipant(
                sid,
                identity,
                name,
                kind,
                metadata,
                attributes,
                tracks,
                permission,
                clientProtocol,
                joinedAt,
                now,
                audioLevel,
                version);
    }

    RoomParticipant withAudioLevel(float now) {
        return new RoomParticipant(
                sid,
                identity,
                name,
                kind,
                metadata,
                attributes,
                tracks,
                permission,
                clientProtocol,
                joinedAt,
                quality,
                now,
                version);
    }

    /** Whether the server hears it speak. */
    public boolean isSpeaking() {
        return audioLevel > 0;
    }

    /** Name, metadata and attributes, which may be personal, are not printed. */
    @Override
    public String toString() {
        return "RoomParticipant[sid=" + sid + ", kind=" + kind + ", tracks=" + tracks.keySet() + "]";
    }
}
