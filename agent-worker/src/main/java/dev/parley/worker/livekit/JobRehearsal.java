package dev.parley.worker.livekit;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.parley.livekit.proto.AvailabilityRequest;
import dev.parley.livekit.proto.Codec;
import dev.parley.livekit.proto.Job;
import dev.parley.livekit.proto.JobAssignment;
import dev.parley.livekit.proto.JobState;
import dev.parley.livekit.proto.JobStatus;
import dev.parley.livekit.proto.JobType;
import dev.parley.livekit.proto.RegisterWorkerResponse;
import dev.parley.livekit.proto.Room;
import dev.parley.livekit.proto.ServerMessage;
import dev.parley.worker.RequestHandler;
import dev.parley.worker.job.CallRequest;
import dev.parley.worker.job.JobPlace;
import dev.parley.worker.livekit.internal.JobMessages;
import dev.parley.worker.livekit.internal.LinkEffect;
import dev.parley.worker.livekit.internal.LinkEvent;
import dev.parley.worker.livekit.internal.LinkMachine;
import dev.parley.worker.livekit.internal.LinkState;
import dev.parley.worker.livekit.internal.LinkStep;
import dev.parley.worker.livekit.internal.OfferAnswer;
import dev.parley.worker.livekit.internal.PendingRequest;
import dev.parley.worker.livekit.internal.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Takes a job that nobody offers the way of a real one, from the bytes of its offer to those of its end. What the machine wants is
 * not carried out: all that remains is code that the JVM has compiled when the first job comes. Used by one actor.
 */
final class JobRehearsal {
    private static final JobPlace NO_PLACE = () -> {};
    private static final int UNKNOWN_FIELD = 10_000;
    private static final Workload IDLE = Workload.idle(1);
    private static final Job JOB = Job.newBuilder()
            .setId("AJ_rehearsal")
            .setDispatchId("AD_rehearsal")
            .setType(JobType.JT_ROOM)
            .setRoom(room())
            .setAgentName("rehearsal")
            .setState(JobState.newBuilder().setStatus(JobStatus.JS_PENDING).setUpdatedAt(1))
            .build();

    private final LinkMachine machine;
    private final Function<JobAssignment, CallRequest> calls;

    /**
     * A rehearsal with this machine, whose state it doesn't touch.
     *
     * @param calls makes a call of an assignment
     */
    JobRehearsal(LinkMachine machine, Function<JobAssignment, CallRequest> calls) {
        this.machine = machine;
        this.calls = calls;
    }

    /** Takes the job its way once; gives the messages that a server would have been sent. */
    List<byte[]> run() {
        Rehearsed link = new Rehearsed();
        link.register();
        Job offered = heard(ServerMessage.newBuilder()
                        .setAvailability(AvailabilityRequest.newBuilder().setJob(JOB)))
                .getAvailability()
                .getJob();
        link.on(new LinkEvent.Offered(offered, Optional.of(NO_PLACE), IDLE));
        new PendingRequest(JobMessages.read(offered), link::answer).decide(RequestHandler.acceptAll());
        ServerMessage assigned = heard(ServerMessage.newBuilder()
                .setAssignment(JobAssignment.newBuilder().setJob(JOB).setToken("token")));
        link.on(new LinkEvent.Received(assigned));
        CallRequest request = calls.apply(assigned.getAssignment());
        link.on(new LinkEvent.JobBegan(request.id()));
        link.on(new LinkEvent.JobEnded(request.id(), Optional.empty()));
        return link.sent;
    }

    /** With all that a server says of one, and what only a newer one says. */
    private static Room.Builder room() {
        return Room.newBuilder()
                .setSid("RM_rehearsal")
                .setName("rehearsal")
                .setEmptyTimeout(300)
                .setDepartureTimeout(20)
                .setCreationTime(1)
                .setCreationTimeMs(1_000)
                .addEnabledCodecs(Codec.newBuilder().setMime("audio/opus"))
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .mergeVarintField(UNKNOWN_FIELD, 1)
                        .build());
    }

    private static ServerMessage heard(ServerMessage.Builder message) {
        try {
            return ServerMessage.parseFrom(message.build().toByteArray());
        } catch (InvalidProtocolBufferException own) {
            throw new IllegalStateException("rehearsal: a message of its own can't be read", own);
        }
    }

    /** A link of which only the state and what it says are kept. */
    private final class Rehearsed {
        private final List<byte[]> sent = new ArrayList<>();
        private LinkState state = LinkState.initial(IDLE, 0);

        void register() {
            on(new LinkEvent.Begun());
            on(new LinkEvent.SocketOpened());
            on(new LinkEvent.Received(ServerMessage.newBuilder()
                    .setRegister(RegisterWorkerResponse.getDefaultInstance())
                    .build()));
        }

        void answer(OfferAnswer answer) {
            on(new LinkEvent.RequestAnswered(state.lastOffer(), answer));
        }

        void on(LinkEvent event) {
            LinkStep step = machine.step(state, event);
            state = step.state();
            for (LinkEffect effect : step.effects()) {
                if (effect instanceof LinkEffect.Send send) {
                    sent.add(send.message().toByteArray());
                }
            }
        }
    }
}
