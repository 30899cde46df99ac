package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The user's side: audio that comes in, turns that are found in it or committed by the client, and what was said. */
final class UserAudio {
    private static final int LARGEST_APPEND = 15 * 1024 * 1024;

    private final SessionConfig session;
    private final Conversation conversation;
    private final Responses responses;
    private final InputAudio input;
    private final ItemCommands announcements;
    private final Transcripts transcripts;
    private final Outbox outbox;
    private String speechItem = "";

    UserAudio(
            MachineParts parts, SessionConfig session, Conversation conversation, Responses responses, Outbox outbox) {
        this.session = session;
        this.conversation = conversation;
        this.responses = responses;
        this.input = new InputAudio(parts.detectors());
        this.announcements = new ItemCommands(conversation, outbox);
        this.transcripts = new Transcripts(session, outbox);
        this.outbox = outbox;
        configured();
    }

    /** The session's configuration may have changed. */
    void configured() {
        input.configure(session.inputCodec(), session.turns());
        if (session.turns().flatMap(TurnSettings::idle).isEmpty()) {
            outbox.clearAlarm(Alarm.idle());
        }
    }

    Optional<Problem> append(JsonNode event, Instant now) {
        JsonNode audio = event.path("audio");
        if (!audio.isTextual()) {
            return Optional.of(Problem.missingParameter("audio"));
        }
        Optional<byte[]> bytes = ItemRules.decode(audio.asText());
        if (bytes.isEmpty() || !input.isWholeSamples(bytes.get().length)) {
            return Optional.of(ItemRules.notAudio("audio"));
        }
        if (bytes.get().length > LARGEST_APPEND || input.wouldOverflow(bytes.get().length)) {
            return Optional.of(Problem.invalid(
                    "string_above_max_length",
                    "Invalid 'audio': too long. Expected at most 15 MiB an event and 10 minutes in the buffer.",
                    "audio"));
        }
        for (InputAudio.Change change : input.append(bytes.get())) {
            if (change instanceof InputAudio.SpeechStarted started) {
                onSpeechStarted(started, now);
            } else if (change instanceof InputAudio.SpeechStopped stopped) {
                onSpeechStopped(stopped, now);
            }
        }
        return Optional.empty();
    }

    private void onSpeechStarted(InputAudio.SpeechStarted started, Instant now) {
        speechItem = outbox.id("item");
        outbox.clearAlarm(Alarm.idle());
        outbox.send(outbox.event("input_audio_buffer.speech_started")
                .put("audio_start_ms", started.startMillis())
                .put("item_id", speechItem));
        if (session.turns().filter(TurnSettings::interrupts).isPresent()) {
            responses.interrupt(now);
        }
    }

    private void onSpeechStopped(InputAudio.SpeechStopped stopped, Instant now) {
        outbox.send(outbox.event("input_audio_buffer.speech_stopped")
                .put("audio_end_ms", stopped.endMillis())
                .put("item_id", speechItem));
        commit(speechItem, stopped.speech());
        speechItem = "";
        respond(now);
    }

    private void respond(Instant now) {
        boolean responds = session.turns().filter(TurnSettings::createsResponse).isPresent();
        if (responds && !session.isTranscribing()) {
            responses.create(JsonNodeFactory.instance.objectNode(), now).ifPresent(problem -> outbox.send(problem, ""));
        }
    }

    /** Commits as the client asks; the model does not answer by itself. */
    Optional<Problem> commit() {
        Optional<Problem> problem = input.checkCommit();
        if (problem.isEmpty()) {
            commit(speechItem.isEmpty() ? outbox.id("item") : speechItem, input.commit());
            speechItem = "";
        }
        return problem;
    }

    private void commit(String itemId, StoredAudio speech) {
        ObjectNode committed = outbox.event("input_audio_buffer.committed");
        committed.put("previous_item_id", conversation.lastId().orElse(null)).put("item_id", itemId);
        outbox.send(committed);
        Item item = Item.ofSpeech(itemId, speech);
        conversation.append(item);
        announcements.announce(item);
        transcripts.expect(itemId);
        outbox.want(new Effect.Hear(itemId, speech.codec().decode(speech.toByteArray())));
    }

    /** Nothing can be wrong with it. */
    Optional<Problem> clear() {
        input.clear();
        speechItem = "";
        outbox.send(outbox.event("input_audio_buffer.cleared"));
        return Optional.empty();
    }

    void onHeard(String itemId, String text, Instant now) {
        conversation.find(itemId).ifPresent(item -> item.hear(text));
        transcripts.complete(conversation.find(itemId), itemId, text);
        responses.onHeard(now);
    }

    void onHearingFailed(String itemId, String why, Instant now) {
        conversation.find(itemId).ifPresent(item -> item.hear(""));
        transcripts.fail(itemId, why);
        responses.onHeard(now);
    }

    /** Nobody has spoken for the time that the session allows: the silence is a turn. */
    void onIdle(Instant now) {
        if (input.isSpeaking() || responses.active().isPresent()) {
            return;
        }
        String itemId = outbox.id("item");
        outbox.send(outbox.event("input_audio_buffer.timeout_triggered")
                .put("audio_start_ms", input.start())
                .put("audio_end_ms", input.position())
                .put("item_id", itemId));
        commit(itemId, input.commit());
        respond(now);
    }

    /** A response has ended: waits for the user, once what was sent is played. */
    void setIdleAlarm(Duration playing) {
        Optional<Duration> idle = session.turns().flatMap(TurnSettings::idle);
        if (idle.isPresent() && responses.active().isEmpty() && !input.isSpeaking()) {
            outbox.setAlarm(Alarm.idle(), idle.get().plus(playing));
        } else {
            outbox.clearAlarm(Alarm.idle());
        }
    }
}
