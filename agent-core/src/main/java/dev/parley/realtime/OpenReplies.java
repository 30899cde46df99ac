package dev.parley.realtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The answers of a conversation that were asked for or are being given, and are not over. Not thread-safe. */
final class OpenReplies {
    private final Map<String, Open> open = new LinkedHashMap<>();

    /**
     * One of them.
     *
     * @param asked empty if the model began it by itself
     * @param begun whether it has been told of
     */
    record Open(String replyId, Optional<RealtimeReply> asked, boolean begun, List<BreakableMessage> messages) {}

    void asked(RealtimeReply reply) {
        open.put(reply.replyId(), new Open(reply.replyId(), Optional.of(reply), false, new ArrayList<>(1)));
    }

    void begun(String replyId) {
        Open known = open.get(replyId);
        open.put(
                replyId,
                known == null
                        ? new Open(replyId, Optional.empty(), true, new ArrayList<>(1))
                        : new Open(replyId, known.asked(), true, known.messages()));
    }

    /** The message as one that ends with its model, if not before. */
    BreakableMessage message(String replyId, RealtimeMessage message) {
        BreakableMessage breakable = new BreakableMessage(message);
        Open known = open.get(replyId);
        if (known != null) {
            known.messages().add(breakable);
        }
        return breakable;
    }

    /** One that was begun ends when the model says so. */
    void cancelled(String replyId) {
        Open known = open.get(replyId);
        if (known != null && !known.begun()) {
            open.remove(replyId);
        }
    }

    void over(String replyId) {
        open.remove(replyId);
    }

    /** All of them, in their order; none is left. */
    List<Open> takeAll() {
        List<Open> all = List.copyOf(open.values());
        open.clear();
        return all;
    }
}
