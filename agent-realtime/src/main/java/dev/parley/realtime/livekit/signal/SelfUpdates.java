package dev.parley.realtime.livekit.signal;

import akka.Done;
import dev.parley.livekit.proto.RequestResponse;
import dev.parley.livekit.proto.SignalRequest;
import dev.parley.livekit.proto.UpdateParticipantMetadata;
import dev.parley.realtime.livekit.strand.Strand;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Changes of this side's own name, metadata and attributes, each with its answer. Those that are asked for, or not answered,
 * while the connection is broken are sent when it is back. On the room's strand only.
 */
final class SelfUpdates {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int WAITING = 64;

    private final Strand strand;
    private final Consumer<SignalRequest> out;
    private final Map<Integer, Update> waiting = new LinkedHashMap<>();
    private int lastId;

    private record Update(UpdateParticipantMetadata change, CompletableFuture<Done> answer, Strand.Timer deadline) {}

    SelfUpdates(Strand strand, Consumer<SignalRequest> out) {
        this.strand = strand;
        this.out = out;
    }

    /** Asks for a change; {@code joined} tells whether it can be sent now. */
    void ask(UpdateParticipantMetadata change, boolean joined, CompletableFuture<Done> answer) {
        if (waiting.size() == WAITING) {
            answer.completeExceptionally(
                    new SignalRequestException("participant update: " + WAITING + " wait already (expected: fewer)"));
            return;
        }
        int id = ++lastId;
        UpdateParticipantMetadata numbered = change.toBuilder().setRequestId(id).build();
        Strand.Timer deadline = strand.after(
                DEADLINE,
                () -> fail(id, "no answer within " + DEADLINE + " (expected: a connection and a server that answers)"));
        waiting.put(id, new Update(numbered, answer, deadline));
        if (joined) {
            send(numbered);
        }
    }

    private void send(UpdateParticipantMetadata change) {
        out.accept(SignalRequest.newBuilder().setUpdateMetadata(change).build());
    }

    void onAnswer(RequestResponse response) {
        Update update = waiting.remove(response.getRequestId());
        if (update == null) {
            return;
        }
        update.deadline().cancel();
        if (response.getReason() == RequestResponse.Reason.OK) {
            update.answer().complete(Done.getInstance());
        } else {
            update.answer().completeExceptionally(new SignalRequestException(refusal(response)));
        }
    }

    private static String refusal(RequestResponse response) {
        String words = response.getMessage().isEmpty() ? "" : ", " + response.getMessage();
        String rule = response.getReason() == RequestResponse.Reason.NOT_ALLOWED
                ? "a token that allows canUpdateOwnMetadata; for a worker's jobs, can_update_metadata in its permissions"
                : "OK";
        return "participant update: " + response.getReason() + words + " (expected: " + rule + ")";
    }

    /** Sends again what has no answer. */
    void onRejoined() {
        waiting.values().forEach(update -> send(update.change()));
    }

    void onClosed() {
        List.copyOf(waiting.keySet()).forEach(id -> fail(id, "the room was left (expected: to be in it)"));
    }

    private void fail(int id, String why) {
        Update update = waiting.remove(id);
        if (update != null) {
            update.deadline().cancel();
            update.answer().completeExceptionally(new SignalRequestException("participant update: " + why));
        }
    }
}
