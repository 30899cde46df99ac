package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The service's side of one connection: takes what happens and says what is to be done.
 *
 * <p>Events are as of the current dialect; {@link BetaDialect} translates the older one at the edge. Codes and texts of
 * errors are the vendor's where they are known. Not thread-safe. Reads no clock: every step is told the time.
 *
 * <pre>
 * waiting   Opened                    → open, session.created
 * open      any client event          → open
 * open      SESSION_END rings         → ended, error session_expired and close 1001
 * ended     anything                  → ended
 * </pre>
 */
public final class RealtimeMachine {
    private static final int GOING_AWAY = 1001;
    private static final List<String> CLIENT_EVENTS = List.of(
            "session.update",
            "input_audio_buffer.append",
            "input_audio_buffer.commit",
            "input_audio_buffer.clear",
            "conversation.item.create",
            "conversation.item.retrieve",
            "conversation.item.delete",
            "conversation.item.truncate",
            "response.create",
            "response.cancel");

    private final Duration longest;
    private final Outbox outbox;
    private final SessionConfig session;
    private final Conversation conversation;
    private final ItemCommands items;
    private final Responses responses;
    private final UserAudio user;
    private boolean ended;

    private RealtimeMachine(MachineParts parts, Instant now) {
        this.longest = parts.limits().session();
        this.outbox = new Outbox(parts.connection());
        String id = outbox.id("sess");
        long expiresAt = now.plus(longest).getEpochSecond();
        this.session = parts.transcribing()
                ? SessionConfig.transcription(id, expiresAt)
                : SessionConfig.realtime(id, parts.model(), expiresAt);
        session.apply(parts.preset());
        this.conversation = new Conversation(outbox.id("conv"));
        this.items = new ItemCommands(conversation, outbox);
        this.responses = new Responses(parts, session, conversation, outbox);
        this.user = new UserAudio(parts, session, conversation, responses, outbox);
    }

    /** A machine for a connection that is about to open. */
    public static RealtimeMachine create(MachineParts parts, Instant now) {
        return new RealtimeMachine(parts, now);
    }

    /** What a session of these parts would be at its beginning, as an ephemeral key's answer shows it. */
    public static ObjectNode describe(MachineParts parts, Instant now) {
        return new RealtimeMachine(parts, now).session.toJson();
    }

    /** What is wrong with a session that is to be preset for later connections; empty if nothing is. */
    public static Optional<Problem> checkPreset(JsonNode preset) {
        return SessionFields.checkSession(preset, preset.path("type").asText().equals("transcription"));
    }

    /** Takes one step. */
    public List<Effect> accept(Stimulus stimulus, Instant now) {
        if (ended) {
            return List.of();
        }
        boolean answering = responses.active().isPresent();
        step(stimulus, now);
        if (answering && responses.active().isEmpty()) {
            user.setIdleAlarm(Duration.ofMillis(responses.playedMillis()));
        }
        return outbox.take();
    }

    private void step(Stimulus stimulus, Instant now) {
        if (stimulus instanceof Stimulus.ClientEvent client) {
            onClientEvent(client.event(), now);
        } else if (stimulus instanceof Stimulus.AlarmRang rang) {
            onAlarm(rang.alarm(), now);
        } else if (stimulus instanceof Stimulus.Answered answered) {
            responses.onAnswered(answered.responseId(), answered.reply(), now);
        } else if (stimulus instanceof Stimulus.Spoken spoken) {
            responses.onSpoken(spoken.responseId(), spoken.part(), spoken.audio());
        } else if (stimulus instanceof Stimulus.AnswerFailed failed) {
            responses.onFailed(failed.responseId(), failed.why(), now);
        } else if (stimulus instanceof Stimulus.Heard heard) {
            user.onHeard(heard.itemId(), heard.text(), now);
        } else if (stimulus instanceof Stimulus.HearingFailed failed) {
            user.onHearingFailed(failed.itemId(), failed.why(), now);
        } else if (stimulus instanceof Stimulus.Unreadable unreadable) {
            outbox.send(Problem.invalid("invalid_json", unreadable.why(), null), "");
        } else {
            onOpened();
        }
    }

    private void onOpened() {
        outbox.setAlarm(Alarm.sessionEnd(), longest);
        ObjectNode created = outbox.event("session.created");
        created.set("session", session.toJson());
        outbox.send(created);
        if (!session.isTranscribing()) {
            ObjectNode begun = outbox.event("conversation.created");
            begun.putObject("conversation").put("id", conversation.id()).put("object", "realtime.conversation");
            outbox.send(begun);
        }
    }

    private void onAlarm(Alarm alarm, Instant now) {
        switch (alarm.kind()) {
            case OUTPUT -> responses.onOutput(alarm.id(), now);
            case IDLE -> user.onIdle(now);
            case SESSION_END -> {
                Problem problem = Problem.sessionExpired(longest);
                outbox.send(problem, "");
                outbox.want(new Effect.Close(GOING_AWAY, problem.message()));
                ended = true;
            }
        }
    }

    private void onClientEvent(JsonNode event, Instant now) {
        String eventId = event.path("event_id").asText("");
        problemWith(event, now).ifPresent(problem -> outbox.send(problem, eventId));
    }

    private Optional<Problem> problemWith(JsonNode event, Instant now) {
        String type = event.path("type").asText("");
        if (type.isEmpty()) {
            return Optional.of(Problem.missingParameter("type"));
        }
        return switch (type) {
            case "session.update" -> update(event.path("session"));
            case "input_audio_buffer.append" -> user.append(event, now);
            case "input_audio_buffer.commit" -> user.commit();
            case "input_audio_buffer.clear" -> user.clear();
            case "conversation.item.create" -> items.create(event, session.inputCodec());
            case "conversation.item.retrieve" -> items.retrieve(event);
            case "conversation.item.delete" -> items.delete(event);
            case "conversation.item.truncate" -> items.truncate(event);
            case "response.create" -> respond(event.path("response"), now);
            case "response.cancel" -> responses.cancel(event, now);
            default -> Optional.of(Problem.invalidValue("type", type, CLIENT_EVENTS));
        };
    }

    private Optional<Problem> respond(JsonNode response, Instant now) {
        if (session.isTranscribing()) {
            return Optional.of(
                    Problem.invalid("invalid_value", "A transcription session does not create responses.", "type"));
        }
        return responses.create(response.isObject() ? response : JsonNodeFactory.instance.objectNode(), now);
    }

    private Optional<Problem> update(JsonNode update) {
        Optional<Problem> problem = session.check(update, conversation.hasModelAudio());
        if (problem.isEmpty()) {
            session.apply(update);
            user.configured();
            ObjectNode updated = outbox.event("session.updated");
            updated.set("session", session.toJson());
            outbox.send(updated);
        }
        return problem;
    }
}
