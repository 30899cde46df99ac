package dev.parley.realtime.openai.link;

import dev.parley.realtime.RealtimeReply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An answer on its way. Immutable.
 *
 * @param asked as it was, or is to be, asked for; empty if the model answers by itself
 * @param responseId the provider's; empty before it has begun
 * @param attempts how often it was asked for
 * @param cancelled nobody wants it any more, but it is not over yet
 * @param items its items by id, a call's with the tool's name
 * @param calls ids of the calls that were told
 */
record Reply(
        String replyId,
        Origin origin,
        Optional<RealtimeReply> asked,
        Stage stage,
        String responseId,
        int attempts,
        boolean cancelled,
        Map<String, String> items,
        List<String> calls) {

    Reply {
        items = Map.copyOf(items);
        calls = List.copyOf(calls);
    }

    /** What it answers. */
    enum Origin {
        /** The owner's wish. */
        OWNER,
        /** The caller's turn, as the model heard it. */
        TURN
    }

    /** How far it is. */
    enum Stage {
        WAITING,
        SENT,
        RUNNING
    }

    static Reply asked(RealtimeReply reply) {
        return new Reply(
                reply.replyId(), Origin.OWNER, Optional.of(reply), Stage.WAITING, "", 0, false, Map.of(), List.of());
    }

    static Reply ofModel(String responseId) {
        return new Reply(
                "model_" + responseId,
                Origin.TURN,
                Optional.empty(),
                Stage.RUNNING,
                responseId,
                0,
                false,
                Map.of(),
                List.of());
    }

    /** Asked for in the model's place, which has lost the turn. */
    static Reply ofTurn(String replyId) {
        return new Reply(
                replyId,
                Origin.TURN,
                Optional.of(RealtimeReply.of(replyId)),
                Stage.WAITING,
                "",
                0,
                false,
                Map.of(),
                List.of());
    }

    boolean outOfBand() {
        return asked.filter(reply -> reply.scope() == RealtimeReply.Scope.OUT_OF_BAND)
                .isPresent();
    }

    /** Whether it keeps other answers of the conversation waiting. */
    boolean occupies() {
        return stage != Stage.WAITING && !outOfBand();
    }

    Reply sent() {
        return new Reply(replyId, origin, asked, Stage.SENT, "", attempts + 1, cancelled, items, calls);
    }

    Reply waiting() {
        return new Reply(replyId, origin, asked, Stage.WAITING, "", attempts, cancelled, Map.of(), List.of());
    }

    Reply running(String id) {
        return new Reply(replyId, origin, asked, Stage.RUNNING, id, attempts, cancelled, items, calls);
    }

    Reply asCancelled() {
        return new Reply(replyId, origin, asked, stage, responseId, attempts, true, items, calls);
    }

    Reply withItem(String itemId, String toolName) {
        Map<String, String> more = new HashMap<>(items);
        more.put(itemId, toolName);
        return new Reply(replyId, origin, asked, stage, responseId, attempts, cancelled, more, calls);
    }

    Reply withCall(String callId) {
        List<String> more = new ArrayList<>(calls);
        more.add(callId);
        return new Reply(replyId, origin, asked, stage, responseId, attempts, cancelled, items, more);
    }
}
