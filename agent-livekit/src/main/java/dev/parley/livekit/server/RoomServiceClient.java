package dev.parley.livekit.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.parley.livekit.proto.CreateRoomRequest;
import dev.parley.livekit.proto.DeleteRoomRequest;
import dev.parley.livekit.proto.DeleteRoomResponse;
import dev.parley.livekit.proto.ForwardParticipantRequest;
import dev.parley.livekit.proto.ForwardParticipantResponse;
import dev.parley.livekit.proto.ListParticipantsRequest;
import dev.parley.livekit.proto.ListParticipantsResponse;
import dev.parley.livekit.proto.ListRoomsRequest;
import dev.parley.livekit.proto.ListRoomsResponse;
import dev.parley.livekit.proto.LivekitRoom;
import dev.parley.livekit.proto.MoveParticipantRequest;
import dev.parley.livekit.proto.MoveParticipantResponse;
import dev.parley.livekit.proto.MuteRoomTrackRequest;
import dev.parley.livekit.proto.MuteRoomTrackResponse;
import dev.parley.livekit.proto.ParticipantInfo;
import dev.parley.livekit.proto.PerformRpcRequest;
import dev.parley.livekit.proto.PerformRpcResponse;
import dev.parley.livekit.proto.RemoveParticipantResponse;
import dev.parley.livekit.proto.Room;
import dev.parley.livekit.proto.RoomParticipantIdentity;
import dev.parley.livekit.proto.SendDataRequest;
import dev.parley.livekit.proto.SendDataResponse;
import dev.parley.livekit.proto.TrackInfo;
import dev.parley.livekit.proto.UpdateParticipantRequest;
import dev.parley.livekit.proto.UpdateRoomMetadataRequest;
import dev.parley.livekit.proto.UpdateSubscriptionsRequest;
import dev.parley.livekit.proto.UpdateSubscriptionsResponse;
import dev.parley.livekit.token.RoomPermission;
import dev.parley.livekit.token.VideoGrant;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * Rooms and who is in them. Every method completes with the server's answer or with a {@link TwirpException}; thread-safe.
 * Calls are repeated after failures of connection and server, but for {@link #performRpc}, {@link #forwardParticipant} and
 * {@link #moveParticipant}. If a deletion is repeated, the second answer may be {@link TwirpCode#NOT_FOUND}.
 */
public final class RoomServiceClient {
    private static final ServiceDescriptor SERVICE = LivekitRoom.getDescriptor().findServiceByName("RoomService");
    /** What a method needs beside the callee's own time, as LiveKit's servers take it. */
    private static final Duration RPC_OVERHEAD = Duration.ofSeconds(7);

    private final TwirpClient client;

    RoomServiceClient(TwirpClient client) {
        this.client = client;
    }

    private <T extends Message> TwirpCall<T> call(String method, Message request, Parser<T> answer) {
        return TwirpCall.of(SERVICE, method, request, answer, client.settings());
    }

    /** Creates a room; one that exists under this name is left as it is and is the answer. */
    public CompletionStage<Room> createRoom(CreateRoomRequest request) {
        return client.call(call("CreateRoom", request, Room.parser())
                .granting(VideoGrant.of(RoomPermission.ROOM_CREATE))
                .repeatable());
    }

    /** The rooms of these names that exist; all rooms without names. */
    public CompletionStage<List<Room>> listRooms(String... names) {
        ListRoomsRequest request =
                ListRoomsRequest.newBuilder().addAllNames(Arrays.asList(names)).build();
        return client.call(call("ListRooms", request, ListRoomsResponse.parser())
                        .granting(VideoGrant.of(RoomPermission.ROOM_LIST))
                        .repeatable())
                .thenApply(ListRoomsResponse::getRoomsList);
    }

    /** Ends a room and disconnects everybody in it. */
    public CompletionStage<DeleteRoomResponse> deleteRoom(String room) {
        DeleteRoomRequest request = DeleteRoomRequest.newBuilder().setRoom(room).build();
        return client.call(call("DeleteRoom", request, DeleteRoomResponse.parser())
                .granting(VideoGrant.of(RoomPermission.ROOM_CREATE))
                .repeatable());
    }

    /** Who is in a room. */
    public CompletionStage<List<ParticipantInfo>> listParticipants(String room) {
        ListParticipantsRequest request =
                ListParticipantsRequest.newBuilder().setRoom(room).build();
        return client.call(call("ListParticipants", request, ListParticipantsResponse.parser())
                        .granting(VideoGrant.admin(room))
                        .repeatable())
                .thenApply(ListParticipantsResponse::getParticipantsList);
    }

    /** One participant of a room. */
    public CompletionStage<ParticipantInfo> getParticipant(String room, String identity) {
        return client.call(call("GetParticipant", participant(room, identity), ParticipantInfo.parser())
                .granting(VideoGrant.admin(room))
                .repeatable());
    }

    /** Puts a participant out; a valid token lets them in again. */
    public CompletionStage<RemoveParticipantResponse> removeParticipant(String room, String identity) {
        return client.call(call("RemoveParticipant", participant(room, identity), RemoveParticipantResponse.parser())
                .granting(VideoGrant.admin(room))
                .repeatable());
    }

    private static RoomParticipantIdentity participant(String room, String identity) {
        return RoomParticipantIdentity.newBuilder()
                .setRoom(room)
                .setIdentity(identity)
                .build();
    }

    /** Mutes or unmutes somebody's track; unmuting must be enabled on the server. */
    public CompletionStage<TrackInfo> mutePublishedTrack(MuteRoomTrackRequest request) {
        return client.call(call("MutePublishedTrack", request, MuteRoomTrackResponse.parser())
                        .granting(VideoGrant.admin(request.getRoom()))
                        .repeatable())
                .thenApply(MuteRoomTrackResponse::getTrack);
    }

    /** Changes a participant's metadata, name, attributes or permissions; what is not set stays. */
    public CompletionStage<ParticipantInfo> updateParticipant(UpdateParticipantRequest request) {
        return client.call(call("UpdateParticipant", request, ParticipantInfo.parser())
                .granting(VideoGrant.admin(request.getRoom()))
                .repeatable());
    }

    /** Subscribes a participant to tracks, or takes that back. */
    public CompletionStage<UpdateSubscriptionsResponse> updateSubscriptions(UpdateSubscriptionsRequest request) {
        return client.call(call("UpdateSubscriptions", request, UpdateSubscriptionsResponse.parser())
                .granting(VideoGrant.admin(request.getRoom()))
                .repeatable());
    }

    /** Sends bytes to a room, or to some in it. Without a nonce it gets one, by which the server drops what is repeated. */
    public CompletionStage<SendDataResponse> sendData(SendDataRequest request) {
        SendDataRequest once = request.getNonce().isEmpty()
                ? request.toBuilder().setNonce(nonce()).build()
                : request;
        return client.call(call("SendData", once, SendDataResponse.parser())
                .granting(VideoGrant.admin(request.getRoom()))
                .repeatable());
    }

    private static ByteString nonce() {
        UUID id = UUID.randomUUID();
        return ByteString.copyFrom(ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .flip());
    }

    /** Sets the room's metadata. */
    public CompletionStage<Room> updateRoomMetadata(UpdateRoomMetadataRequest request) {
        return client.call(call("UpdateRoomMetadata", request, Room.parser())
                .granting(VideoGrant.admin(request.getRoom()))
                .repeatable());
    }

    /** Calls a method that a participant has registered. The deadline grows by the time that the request gives the callee. */
    public CompletionStage<String> performRpc(PerformRpcRequest request) {
        Duration callee = Duration.ofMillis(request.getResponseTimeoutMs());
        return client.call(call("PerformRpc", request, PerformRpcResponse.parser())
                        .granting(VideoGrant.admin(request.getRoom()))
                        .within(longer(client.settings().deadline(), callee.plus(RPC_OVERHEAD))))
                .thenApply(PerformRpcResponse::getPayload);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** Shows a participant in a second room as well. LiveKit Cloud only. */
    public CompletionStage<ForwardParticipantResponse> forwardParticipant(ForwardParticipantRequest request) {
        return client.call(call("ForwardParticipant", request, ForwardParticipantResponse.parser())
                .granting(toRoom(request.getRoom(), request.getDestinationRoom())));
    }

    /** Takes a participant to another room. LiveKit Cloud only. */
    public CompletionStage<MoveParticipantResponse> moveParticipant(MoveParticipantRequest request) {
        return client.call(call("MoveParticipant", request, MoveParticipantResponse.parser())
                .granting(toRoom(request.getRoom(), request.getDestinationRoom())));
    }

    private static VideoGrant toRoom(String room, String destination) {
        return VideoGrant.builder()
                .allow(RoomPermission.ROOM_ADMIN)
                .room(room)
                .destinationRoom(destination)
                .build();
    }
}
