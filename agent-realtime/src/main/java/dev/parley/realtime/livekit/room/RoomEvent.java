package dev.parley.realtime.livekit.room;

import dev.parley.livekit.proto.ConnectionQuality;
import dev.parley.livekit.proto.DisconnectReason;
import dev.parley.livekit.proto.StreamState;
import dev.parley.livekit.proto.SubscriptionError;
import java.util.List;
import java.util.Map;

/**
 * Something that happened in a room, by the name that LiveKit's clients give it. Participants are as they are after the event; a
 * participant event may be about the local participant too.
 */
public sealed interface RoomEvent {

    /** Somebody came; those who were there already are told likewise when the room is joined. */
    record ParticipantConnected(RoomParticipant participant) implements RoomEvent {}

    /** Somebody left. */
    record ParticipantDisconnected(RoomParticipant participant, DisconnectReason reason) implements RoomEvent {}

    /** A participant's metadata is another. */
    record ParticipantMetadataChanged(RoomParticipant participant, String before) implements RoomEvent {}

    /** A participant's name is another. */
    record ParticipantNameChanged(RoomParticipant participant, String before) implements RoomEvent {}

    /**
     * A participant's attributes are others.
     *
     * @param changed only those that changed; an empty value for one that is gone
     */
    record ParticipantAttributesChanged(RoomParticipant participant, Map<String, String> changed)
            implements RoomEvent {}

    /** A participant may do more, or less. */
    record ParticipantPermissionsChanged(RoomParticipant participant) implements RoomEvent {}

    /** Somebody publishes a track. */
    record TrackPublished(RoomParticipant participant, TrackPublication track) implements RoomEvent {}

    /** Somebody publishes a track no more. */
    record TrackUnpublished(RoomParticipant participant, TrackPublication track) implements RoomEvent {}

    /** A track was muted. */
    record TrackMuted(RoomParticipant participant, TrackPublication track) implements RoomEvent {}

    /** A track was unmuted. */
    record TrackUnmuted(RoomParticipant participant, TrackPublication track) implements RoomEvent {}

    /**
     * A track of ours is known to the server.
     *
     * @param cid our own id of it
     */
    record LocalTrackPublished(String cid, TrackPublication track) implements RoomEvent {}

    /** A track of ours is gone. */
    record LocalTrackUnpublished(TrackPublication track) implements RoomEvent {}

    /** Somebody receives a track of ours for the first time. */
    record LocalTrackSubscribed(TrackPublication track) implements RoomEvent {}

    /** Others speak than before, or louder; the loudest first. */
    record ActiveSpeakersChanged(List<RoomParticipant> speakers) implements RoomEvent {}

    /** A participant's connection is better, or worse. */
    record ConnectionQualityChanged(RoomParticipant participant, ConnectionQuality quality) implements RoomEvent {}

    /** The server forwards a track again, or stopped to. */
    record TrackStreamStateChanged(RoomParticipant participant, TrackPublication track, StreamState state)
            implements RoomEvent {}

    /** A track that was to be received does not come. */
    record TrackSubscriptionFailed(String trackSid, SubscriptionError error) implements RoomEvent {}

    /** Whether a track may be received was changed by its publisher. */
    record TrackSubscriptionPermissionChanged(RoomParticipant participant, TrackPublication track, boolean allowed)
            implements RoomEvent {}

    /** The room's metadata is another. */
    record RoomMetadataChanged(String metadata) implements RoomEvent {}

    /** The room is recorded from now on, or no more. */
    record RecordingStatusChanged(boolean recording) implements RoomEvent {}

    /** This side is in another room now; those who are there are told next. */
    record Moved(String roomName) implements RoomEvent {}

    /** The connection broke and is tried again. */
    record Reconnecting(String why) implements RoomEvent {}

    /**
     * In the room again. What changed meanwhile is told, too.
     *
     * @param resumed whether all goes on as it was; else this side has a new sid, and tracks of ours are published anew
     */
    record Reconnected(boolean resumed) implements RoomEvent {}

    /** Out of the room for good. The last event. */
    record Disconnected(DisconnectReason reason, String text) implements RoomEvent {}
}
