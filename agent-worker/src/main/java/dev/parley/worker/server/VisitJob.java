package dev.parley.worker.server;

import dev.parley.livekit.LiveKitUrl;
import dev.parley.livekit.proto.Room;
import dev.parley.livekit.server.ApiSettings;
import dev.parley.livekit.server.LiveKitApi;
import dev.parley.livekit.token.AccessToken;
import dev.parley.livekit.token.ParticipantKind;
import dev.parley.livekit.token.RoomPermission;
import dev.parley.livekit.token.VideoGrant;
import dev.parley.worker.JobAcceptArguments;
import dev.parley.worker.JobType;
import dev.parley.worker.LiveKitJob;
import dev.parley.worker.LiveKitOptions;
import dev.parley.worker.RoomJob;
import dev.parley.worker.job.CallRequest;
import dev.parley.worker.job.Caller;
import dev.parley.worker.job.RoomLine;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A job that no server has assigned: its id and its token are made here, with the grants that a server gives a worker's jobs.
 *
 * @param agent as whom it joins, with an identity
 * @param api of the room's server
 */
record VisitJob(String id, String roomName, JobAcceptArguments agent, LiveKitOptions livekit, LiveKitApi api) {
    private static final int ID_LENGTH = 12;

    static VisitJob of(LiveKitOptions livekit, String roomName, JobAcceptArguments agent) {
        String id = "job-" + UUID.randomUUID().toString().replace("-", "").substring(0, ID_LENGTH);
        return new VisitJob(
                id,
                roomName,
                agent.of(id),
                livekit,
                LiveKitApi.of(ApiSettings.of(livekit.servers().get(0), livekit.credentials())));
    }

    CallRequest request(Room room) {
        LiveKitUrl server = livekit.servers().get(0);
        LiveKitJob job = new LiveKitJob(
                id, "", JobType.ROOM, roomName, room.getSid(), room.getMetadata(), Optional.empty(), "", "", Map.of());
        RoomLine line = new RoomLine("visit", new RoomJob(job, server.toString(), token()), api);
        return new CallRequest(id, "{}", Caller.by("livekit"), Optional.of(line));
    }

    private String token() {
        return AccessToken.of(livekit.credentials())
                .identity(agent.identity())
                .name(agent.name())
                .metadata(agent.metadata())
                .attributes(agent.attributes())
                .kind(ParticipantKind.AGENT)
                .video(grant())
                .toJwt();
    }

    private VideoGrant grant() {
        return VideoGrant.builder()
                .deny(RoomPermission.values())
                .allow(RoomPermission.ROOM_JOIN, RoomPermission.AGENT)
                .allow(livekit.permissions().toArray(RoomPermission[]::new))
                .room(roomName)
                .build();
    }
}
