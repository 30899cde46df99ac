package dev.parley.realtime.livekit.room;

import dev.parley.livekit.proto.JoinResponse;
import dev.parley.livekit.proto.ParticipantInfo;
import dev.parley.livekit.proto.Room;
import dev.parley.livekit.proto.SignalResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A room at one moment. Immutable: each signal gives the next state and the events to tell.
 *
 * <p>Signals are LiveKit's {@code SignalResponse} ({@code livekit_rtc.proto}). What is about the connection and not about the room
 * (leave, tokens, pongs, offers) changes nothing here.
 *
 * @param sid LiveKit's id of the room, {@code RM_…}
 * @param name of the room
 * @param metadata of the room, free text
 * @param recording whether the room is recorded
 * @param local this side
 * @param remotes the others by identity, in the order in which they came
 * @param serverVersion of the server, such as 1.11.0
 */
public record RoomState(
        String sid,
        String name,
        String metadata,
        boolean recording,
        RoomParticipant local,
        Map<String, RoomParticipant> remotes,
        String serverVersion) {
    /** Copies the map. */
    public RoomState {
        remotes = Collections.unmodifiableMap(new LinkedHashMap<>(remotes));
    }

    /** The room that was joined, and an event for each who is there. */
    public static RoomStep joined(JoinResponse join) {
        RoomState empty = new RoomState(
                join.getRoom().getSid(),
                join.getRoom().getName(),
                join.getRoom().getMetadata(),
                join.getRoom().getActiveRecording(),
                RoomParticipant.of(join.getParticipant()),
                Map.of(),
                version(join));
        RoomDraft draft = new RoomDraft(empty);
        byArrival(join.getOtherParticipantsList()).forEach(draft::update);
        return draft.step();
    }

    private static String version(JoinResponse join) {
        String version = join.getServerInfo().getVersion();
        return version.isEmpty() ? join.getServerVersion() : version;
    }

    private static List<ParticipantInfo> byArrival(List<ParticipantInfo> participants) {
        List<ParticipantInfo> sorted = new ArrayList<>(participants);
        sorted.sort(Comparator.comparingLong(ParticipantInfo::getJoinedAt)
                .thenComparingLong(ParticipantInfo::getJoinedAtMs));
        return sorted;
    }

    /** The same room after this side had to join anew: only what is different is told. */
    public RoomStep rejoined(JoinResponse join) {
        RoomDraft draft = new RoomDraft(this);
        draft.room(join.getRoom());
        draft.newLocal(join.getParticipant());
        draft.onlyThese(byArrival(join.getOtherParticipantsList()));
        return draft.step();
    }

    /** What a signal does. */
    public RoomStep apply(SignalResponse signal) {
        RoomDraft draft = new RoomDraft(this);
        switch (signal.getMessageCase()) {
            case UPDATE -> signal.getUpdate().getParticipantsList().forEach(draft::update);
            case ROOM_UPDATE -> draft.room(signal.getRoomUpdate().getRoom());
            case TRACK_PUBLISHED -> draft.localTrackPublished(signal.getTrackPublished());
            case TRACK_UNPUBLISHED ->
                draft.localTrackGone(signal.getTrackUnpublished().getTrackSid());
            case TRACK_SUBSCRIBED ->
                draft.localTrackSubscribed(signal.getTrackSubscribed().getTrackSid());
            case MUTE -> draft.localTrackMuted(signal.getMute());
            case SPEAKERS_CHANGED -> draft.speakers(signal.getSpeakersChanged());
            case CONNECTION_QUALITY -> draft.qualities(signal.getConnectionQuality());
            case STREAM_STATE_UPDATE -> draft.streamStates(signal.getStreamStateUpdate());
            case SUBSCRIPTION_RESPONSE -> draft.subscriptionFailed(signal.getSubscriptionResponse());
            case SUBSCRIPTION_PERMISSION_UPDATE ->
                draft.subscriptionPermission(signal.getSubscriptionPermissionUpdate());
            case ROOM_MOVED ->
                draft.moved(
                        signal.getRoomMoved(), byArrival(signal.getRoomMoved().getOtherParticipantsList()));
            default -> {}
        }
        return draft.step();
    }

    RoomState withRoom(Room room) {
        return new RoomState(
                room.getSid().isEmpty() ? sid : room.getSid(),
                room.getName().isEmpty() ? name : room.getName(),
                room.getMetadata(),
                room.getActiveRecording(),
                local,
                remotes,
                serverVersion);
    }

    /** The others, in the order in which they came. */
    public List<RoomParticipant> remoteParticipants() {
        return List.copyOf(remotes.values());
    }

    /** This side or another, by identity. */
    public Optional<RoomParticipant> participant(String identity) {
        return local.identity().equals(identity) ? Optional.of(local) : Optional.ofNullable(remotes.get(identity));
    }

    /** {@code client_protocol} of another; empty for others who are not there. */
    public OptionalInt clientProtocol(String identity) {
        RoomParticipant remote = remotes.get(identity);
        return remote == null ? OptionalInt.empty() : OptionalInt.of(remote.clientProtocol());
    }

    /** Metadata is not printed. */
    @Override
    public String toString() {
        return "RoomState[sid=" + sid + ", local=" + local + ", remotes=" + remotes.values() + "]";
    }
}
