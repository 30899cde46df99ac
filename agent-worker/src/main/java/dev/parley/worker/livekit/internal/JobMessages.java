package dev.parley.worker.livekit.internal;

import dev.parley.livekit.proto.Job;
import dev.parley.livekit.proto.ParticipantInfo;
import dev.parley.livekit.proto.ParticipantPermission;
import dev.parley.livekit.proto.RegisterWorkerRequest;
import dev.parley.livekit.token.RoomPermission;
import dev.parley.room.Participant;
import dev.parley.worker.JobType;
import dev.parley.worker.LiveKitJob;
import dev.parley.worker.LiveKitOptions;
import dev.parley.worker.job.Attendee;
import java.util.Optional;
import java.util.Set;

/** Between LiveKit's messages and the words of this API. */
public final class JobMessages {
    private JobMessages() {}

    /** The first message on each connection. */
    public static RegisterWorkerRequest registration(LiveKitOptions options, String agentName, String version) {
        return RegisterWorkerRequest.newBuilder()
                .setType(type(options.jobType()))
                .setAgentName(agentName)
                .setVersion(version)
                .setPingInterval((int) Math.max(1, options.times().ping().toSeconds()))
                .setAllowedPermissions(permissions(options.permissions()))
                .build();
    }

    private static ParticipantPermission permissions(Set<RoomPermission> allowed) {
        return ParticipantPermission.newBuilder()
                .setCanPublish(allowed.contains(RoomPermission.CAN_PUBLISH))
                .setCanSubscribe(allowed.contains(RoomPermission.CAN_SUBSCRIBE))
                .setCanPublishData(allowed.contains(RoomPermission.CAN_PUBLISH_DATA))
                .setCanUpdateMetadata(allowed.contains(RoomPermission.CAN_UPDATE_OWN_METADATA))
                .setCanSubscribeMetrics(allowed.contains(RoomPermission.CAN_SUBSCRIBE_METRICS))
                .setHidden(allowed.contains(RoomPermission.HIDDEN))
                .setAgent(true)
                .build();
    }

    private static dev.parley.livekit.proto.JobType type(JobType type) {
        return switch (type) {
            case ROOM -> dev.parley.livekit.proto.JobType.JT_ROOM;
            case PUBLISHER -> dev.parley.livekit.proto.JobType.JT_PUBLISHER;
            case PARTICIPANT -> dev.parley.livekit.proto.JobType.JT_PARTICIPANT;
        };
    }

    /** What an application reads of a job. */
    public static LiveKitJob read(Job job) {
        return new LiveKitJob(
                job.getId(),
                job.getDispatchId(),
                type(job.getType()),
                job.getRoom().getName(),
                job.getRoom().getSid(),
                job.getRoom().getMetadata(),
                job.hasParticipant() ? Optional.of(read(job.getParticipant())) : Optional.empty(),
                job.getMetadata(),
                job.getAgentName(),
                job.getAttributesMap());
    }

    private static JobType type(dev.parley.livekit.proto.JobType type) {
        return switch (type) {
            case JT_PUBLISHER -> JobType.PUBLISHER;
            case JT_PARTICIPANT -> JobType.PARTICIPANT;
            case JT_ROOM, UNRECOGNIZED -> JobType.ROOM;
        };
    }

    private static Participant read(ParticipantInfo participant) {
        return new Attendee(
                participant.getIdentity(),
                participant.getName(),
                kind(participant.getKind()),
                participant.getAttributesMap());
    }

    private static Participant.Kind kind(ParticipantInfo.Kind kind) {
        return switch (kind) {
            case INGRESS -> Participant.Kind.INGRESS;
            case EGRESS -> Participant.Kind.EGRESS;
            case SIP -> Participant.Kind.SIP;
            case AGENT -> Participant.Kind.AGENT;
            case CONNECTOR -> Participant.Kind.CONNECTOR;
            case STANDARD, BRIDGE, UNRECOGNIZED -> Participant.Kind.STANDARD;
        };
    }
}
