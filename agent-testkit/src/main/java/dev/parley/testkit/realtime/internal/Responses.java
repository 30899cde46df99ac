package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.audio.AudioFrame;
import dev.parley.testkit.realtime.internal.Generation.Outcome;
import dev.parley.testkit.realtime.internal.Generation.Phase;
import dev.parley.testkit.realtime.script.Delivery;
import dev.parley.testkit.realtime.script.FakeReply;
import dev.parley.testkit.realtime.script.ReplyEnding;
import dev.parley.testkit.realtime.script.ReplyPart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The responses of a connection: at most one in the conversation at a time, and any number out of band. */
final class Responses {
    private final int connection;
    private final SessionConfig session;
    private final Conversation conversation;
    private final ItemCommands announcements;
    private final Outbox outbox;
    private final RateLimits rates;
    private final Delivery delivery;
    private final int contextTokens;
    private final Map<String, Generation> generations = new LinkedHashMap<>();
    private TokenCount inputBefore = TokenCount.none();
    private long playedMillis;
    private int created;

    Responses(MachineParts parts, SessionConfig session, Conversation conversation, Outbox outbox) {
        this.connection = parts.connection();
        this.session = session;
        this.conversation = conversation;
        this.announcements = new ItemCommands(conversation, outbox);
        this.outbox = outbox;
        this.rates = parts.rates();
        this.delivery = parts.delivery();
        this.contextTokens = parts.limits().contextTokens();
    }

    /** The response in the conversation that is on its way, if there is one. */
    Optional<Generation> active() {
        return generations.values().stream()
                .filter(generation -> !generation.options().isOutOfBand())
                .findFirst();
    }

    /** How long the speech of the last response takes to play, in milliseconds. */
    long playedMillis() {
        return playedMillis;
    }

    /** Creates a response as asked for, or says why not. */
    Optional<Problem> create(JsonNode given, Instant now) {
        ResponseOptions options = new ResponseOptions(session, given);
        Optional<Generation> active = active();
        if (!options.isOutOfBand() && active.isPresent()) {
            return Optional.of(Problem.activeResponse(active.get().id()));
        }
        Optional<Problem> problem = SessionFields.checkResponse(given);
        if (problem.isEmpty()) {
            problem = new InputItems(conversation, outbox).check(options.input());
        }
        if (problem.isPresent()) {
            return problem;
        }
        Generation generation = begin(options);
        outbox.clearAlarm(Alarm.idle());
        announce("response.created", generation.toJson());
        boolean allowed = rates.tryRequest(now);
        ObjectNode limits = outbox.event("rate_limits.updated");
        limits.set("rate_limits", rates.toJson(now));
        outbox.send(limits);
        if (allowed) {
            think(generation, now);
        } else {
            finish(
                    generation,
                    Outcome.failed(
                            "invalid_request_error",
                            "inference_rate_limit_exceeded",
                            "You've exceeded the rate limit, please slow down and try again after 60 seconds."),
                    now);
        }
        return Optional.empty();
    }

    private Generation begin(ResponseOptions options) {
        created++;
        String id = outbox.id("resp");
        Optional<Conversation> into = options.isOutOfBand() ? Optional.empty() : Optional.of(conversation);
        OutputWriter writer = new OutputWriter(id, options, into, announcements, outbox);
        Generation generation = new Generation(id, options, conversation.id(), writer);
        generations.put(id, generation);
        return generation;
    }

    private void announce(String type, ObjectNode response) {
        ObjectNode event = outbox.event(type);
        event.set("response", response);
        outbox.send(event);
    }

    /** An utterance has been understood, or never will be: goes on with the responses that waited for it. */
    void onHeard(Instant now) {
        List.copyOf(generations.values()).forEach(generation -> think(generation, now));
    }

    private void think(Generation generation, Instant now) {
        if (generation.phase() != Phase.LISTENING || conversation.hasUnheard()) {
            return;
        }
        ResponseOptions options = generation.options();
        List<Item> input = new InputItems(conversation, outbox).read(options.input(), options.codec());
        TokenCount fixed = TokenCount.ofText(options.instructions());
        if (!options.tools().isEmpty()) {
            fixed = fixed.plus(TokenCount.ofText(options.tools().toString()));
        }
        ContextWindow window = ContextWindow.of(input, fixed, session.field("truncation"), contextTokens);
        generation.thinking(window.tokens());
        if (window.overflows()) {
            finish(
                    generation,
                    Outcome.failed(
                            "invalid_request_error",
                            "context_length_exceeded",
                            "The input of " + window.tokens().total() + " tokens exceeds the limit of " + contextTokens
                                    + " tokens, and truncation is disabled."),
                    now);
            return;
        }
        outbox.want(
                new Effect.Answer(generation.id(), TurnReader.read(connection, created, options, window.items(), now)));
    }

    void onAnswered(String responseId, FakeReply reply, Instant now) {
        Generation generation = generations.get(responseId);
        if (generation == null || generation.phase() != Phase.THINKING) {
            return;
        }
        Optional<String> stranger = strangeTool(reply, generation.options().tools());
        if (stranger.isPresent()) {
            finish(
                    generation,
                    Outcome.failed(
                            "server_error",
                            "",
                            "The reply calls the tool '" + stranger.get()
                                    + "' (expected: one of those that session or response offer)."),
                    now);
            return;
        }
        generation.speaking(reply);
        List<ReplyPart> parts = reply.parts();
        for (int i = 0; i < parts.size() && generation.options().isSpoken(); i++) {
            if (parts.get(i) instanceof ReplyPart.Speech speech) {
                outbox.want(new Effect.Speak(responseId, i, speech.text()));
            }
        }
        sendIfSpoken(generation);
    }

    private static Optional<String> strangeTool(FakeReply reply, JsonNode tools) {
        List<String> offered = new ArrayList<>();
        tools.forEach(tool -> offered.add(tool.path("name").asText()));
        return reply.parts().stream()
                .filter(ReplyPart.ToolCall.class::isInstance)
                .map(part -> ((ReplyPart.ToolCall) part).name())
                .filter(name -> !offered.contains(name))
                .findFirst();
    }

    void onSpoken(String responseId, int part, AudioFrame audio) {
        Generation generation = generations.get(responseId);
        if (generation != null && generation.phase() == Phase.SPEAKING) {
            generation.spoken(part, audio);
            sendIfSpoken(generation);
        }
    }

    private void sendIfSpoken(Generation generation) {
        List<ReplyPart> parts = generation.reply().parts();
        long speeches =
                parts.stream().filter(ReplyPart.Speech.class::isInstance).count();
        if (!generation.options().isSpoken() || generation.spoken().size() == speeches) {
            generation.sending(OutputPlan.of(
                    parts, generation.spoken(), generation.options().codec(), delivery));
            outbox.setAlarm(Alarm.output(generation.id()), generation.reply().delay());
        }
    }

    void onFailed(String responseId, String why, Instant now) {
        Generation generation = generations.get(responseId);
        if (generation != null) {
            finish(generation, Outcome.failed("server_error", "", why), now);
        }
    }

    /** Sends what is due, until a step has to be waited for. */
    void onOutput(String responseId, Instant now) {
        Generation generation = generations.get(responseId);
        if (generation == null || generation.phase() != Phase.SENDING) {
            return;
        }
        do {
            Optional<OutputStep> step = generation.nextStep();
            if (step.isEmpty()) {
                finishAsScripted(generation, now);
                return;
            }
            generation.writer().write(step.get());
            if (generation.writer().tokens().total() > generation.options().maxTokens()) {
                finish(generation, Outcome.incomplete("max_output_tokens"), now);
                return;
            }
        } while (generation.untilNext().isZero());
        outbox.setAlarm(Alarm.output(responseId), generation.untilNext());
    }

    private void finishAsScripted(Generation generation, Instant now) {
        ReplyEnding ending = generation.reply().ending();
        if (ending instanceof ReplyEnding.Completed) {
            finish(generation, Outcome.completed(), now);
        } else if (ending instanceof ReplyEnding.Incomplete incomplete) {
            finish(generation, Outcome.incomplete(incomplete.reason()), now);
        } else if (ending instanceof ReplyEnding.Failed failed) {
            finish(generation, Outcome.failed(failed.type(), failed.code(), failed.message()), now);
        }
    }

    /** Cancels as the client asks: one response by its id, or the one in the conversation. */
    Optional<Problem> cancel(JsonNode event, Instant now) {
        String id = event.path("response_id").asText("");
        Optional<Generation> meant = id.isEmpty() ? active() : Optional.ofNullable(generations.get(id));
        meant.ifPresent(generation -> finish(generation, Outcome.cancelled("client_cancelled"), now));
        return meant.isPresent() ? Optional.empty() : Optional.of(Problem.nothingToCancel());
    }

    /** Somebody has begun to speak over the response in the conversation. */
    void interrupt(Instant now) {
        active().ifPresent(generation -> finish(generation, Outcome.cancelled("turn_detected"), now));
    }

    private void finish(Generation generation, Outcome outcome, Instant now) {
        OutputWriter writer = generation.writer();
        writer.end(outcome.isComplete() ? "completed" : "incomplete");
        announce("response.done", generation.toJson(outcome, inputBefore));
        outbox.clearAlarm(Alarm.output(generation.id()));
        generations.remove(generation.id());
        rates.spend(generation.input().total() + writer.tokens().total(), now);
        if (!generation.options().isOutOfBand()) {
            inputBefore = generation.input();
            playedMillis = writer.items().stream().mapToLong(Item::audioMillis).sum();
        }
    }
}
