package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.audio.AudioFrame;
import dev.parley.testkit.realtime.script.FakeReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One response on its way.
 *
 * <pre>
 * listening  all audio understood      → thinking
 * thinking   a reply                   → speaking, or sending if nothing is spoken
 * speaking   all parts spoken          → sending
 * sending    all steps sent            → gone
 * any        cancelled or failed       → gone
 * </pre>
 */
final class Generation {
    /** Where a response stands. */
    enum Phase {
        LISTENING,
        THINKING,
        SPEAKING,
        SENDING
    }

    private final String id;
    private final ResponseOptions options;
    private final String conversationId;
    private final OutputWriter writer;
    private final Map<Integer, AudioFrame> spoken = new HashMap<>();
    private Phase phase = Phase.LISTENING;
    private FakeReply reply = FakeReply.nothing();
    private TokenCount input = TokenCount.none();
    private List<OutputStep> steps = new ArrayList<>();
    private int next;

    Generation(String id, ResponseOptions options, String conversationId, OutputWriter writer) {
        this.id = id;
        this.options = options;
        this.conversationId = conversationId;
        this.writer = writer;
    }

    String id() {
        return id;
    }

    ResponseOptions options() {
        return options;
    }

    OutputWriter writer() {
        return writer;
    }

    Phase phase() {
        return phase;
    }

    FakeReply reply() {
        return reply;
    }

    TokenCount input() {
        return input;
    }

    void thinking(TokenCount newInput) {
        phase = Phase.THINKING;
        input = newInput;
    }

    void speaking(FakeReply newReply) {
        phase = Phase.SPEAKING;
        reply = newReply;
    }

    void spoken(int part, AudioFrame audio) {
        spoken.put(part, audio);
    }

    /** The audio of the parts that have been spoken. */
    Map<Integer, AudioFrame> spoken() {
        return spoken;
    }

    void sending(List<OutputStep> plan) {
        phase = Phase.SENDING;
        steps = plan;
    }

    /** The next step, which counts as sent; empty if all were sent. */
    Optional<OutputStep> nextStep() {
        return next < steps.size() ? Optional.of(steps.get(next++)) : Optional.empty();
    }

    /** Time to wait before the next step. */
    Duration untilNext() {
        return next < steps.size() ? steps.get(next).after() : Duration.ZERO;
    }

    /** The response object as it is now. */
    ObjectNode toJson() {
        ObjectNode json = options.toJson(id, conversationId);
        ArrayNode output = json.putArray("output");
        writer.items().forEach(item -> output.add(item.toJson()));
        return json;
    }

    /** The response object at its end. */
    ObjectNode toJson(Outcome outcome, TokenCount inputBefore) {
        ObjectNode json = toJson();
        json.put("status", outcome.status());
        json.set("status_details", outcome.details());
        json.set("usage", TokenCount.usage(input, inputBefore, writer.tokens()));
        return json;
    }

    /** How a response has ended. */
    record Outcome(String status, ObjectNode details) {
        static Outcome completed() {
            return new Outcome("completed", details("completed"));
        }

        /** By the client ({@code client_cancelled}) or by speech ({@code turn_detected}). */
        static Outcome cancelled(String reason) {
            return new Outcome("cancelled", details("cancelled").put("reason", reason));
        }

        static Outcome incomplete(String reason) {
            return new Outcome("incomplete", details("incomplete").put("reason", reason));
        }

        static Outcome failed(String type, String code, String message) {
            ObjectNode details = details("failed");
            details.putObject("error")
                    .put("type", type)
                    .put("code", code.isEmpty() ? null : code)
                    .put("message", message);
            return new Outcome("failed", details);
        }

        private static ObjectNode details(String type) {
            return JsonNodeFactory.instance.objectNode().put("type", type);
        }

        boolean isComplete() {
            return status.equals("completed");
        }
    }
}
