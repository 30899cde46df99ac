package dev.parley.worker.job;

import akka.Done;
import dev.parley.livekit.proto.CreateSIPParticipantRequest;
import dev.parley.livekit.proto.SIPParticipantInfo;
import dev.parley.livekit.proto.TransferSIPParticipantRequest;
import dev.parley.livekit.server.TwirpCode;
import dev.parley.livekit.server.TwirpException;
import dev.parley.worker.SipCall;
import dev.parley.worker.SipTransfer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a job asks of its room's server; a job without a room is warned and nothing is done. Thread-safe. */
final class RoomServices {
    private static final Logger LOG = LoggerFactory.getLogger(RoomServices.class);

    private final Call call;

    RoomServices(Call call) {
        this.call = call;
    }

    CompletionStage<Done> deleteRoom() {
        return onServer("deleteRoom", line -> line.api().rooms().deleteRoom(roomOf(line)))
                .handle((done, problem) -> problem == null || isGone(problem)
                        ? CompletableFuture.completedFuture(Done.getInstance())
                        : CompletableFuture.<Done>failedFuture(problem))
                .thenCompose(result -> result);
    }

    private static boolean isGone(Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        return cause instanceof TwirpException failed && failed.code() == TwirpCode.NOT_FOUND;
    }

    CompletionStage<Optional<SIPParticipantInfo>> addSipParticipant(SipCall sip) {
        return onServer(
                "addSipParticipant",
                line -> line.api()
                        .sip()
                        .createParticipant(CreateSIPParticipantRequest.newBuilder()
                                .setRoomName(roomOf(line))
                                .setSipTrunkId(sip.trunkId())
                                .setSipCallTo(sip.callTo())
                                .setParticipantIdentity(sip.identity())
                                .setParticipantName(sip.name())
                                .build()));
    }

    CompletionStage<Done> transferSipParticipant(SipTransfer transfer) {
        return onServer(
                        "transferSipParticipant",
                        line -> line.api()
                                .sip()
                                .transferParticipant(TransferSIPParticipantRequest.newBuilder()
                                        .setRoomName(roomOf(line))
                                        .setParticipantIdentity(transfer.identity())
                                        .setTransferTo(transfer.transferTo())
                                        .setPlayDialtone(transfer.waiting() == SipTransfer.Waiting.DIALTONE)
                                        .build()))
                .thenApply(done -> Done.getInstance());
    }

    private static String roomOf(RoomLine line) {
        return line.job().job().roomName();
    }

    private <T> CompletionStage<Optional<T>> onServer(String what, Function<RoomLine, CompletionStage<T>> request) {
        Optional<RoomLine> line = call.line();
        if (line.isEmpty()) {
            LOG.warn("Job [{}]: [{}] does nothing, since the job has no room on a LiveKit server.", call.id(), what);
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return request.apply(line.get()).thenApply(Optional::of);
    }
}
