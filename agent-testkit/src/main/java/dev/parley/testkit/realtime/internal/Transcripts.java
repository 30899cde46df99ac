package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells the client what was said, where its session wants transcripts. */
final class Transcripts {
    private static final Pattern WORD = Pattern.compile("\\s*\\S+");
    private static final String PREFIX = "conversation.item.input_audio_transcription.";

    private final SessionConfig session;
    private final Outbox outbox;
    private final Map<String, String> modelByItem = new HashMap<>();

    Transcripts(SessionConfig session, Outbox outbox) {
        this.session = session;
        this.outbox = outbox;
    }

    /** An utterance was committed; whether it is transcribed is settled now. */
    void expect(String itemId) {
        JsonNode transcription = session.transcription();
        if (transcription.isObject()) {
            modelByItem.put(itemId, transcription.path("model").asText("whisper-1"));
        }
    }

    void complete(Optional<Item> item, String itemId, String text) {
        String model = modelByItem.remove(itemId);
        if (model == null) {
            return;
        }
        item.ifPresent(it -> it.showTranscript(0, text));
        boolean whole = model.startsWith("whisper");
        Matcher words = WORD.matcher(text);
        if (whole && !text.isEmpty()) {
            delta(itemId, text);
        }
        while (!whole && words.find()) {
            delta(itemId, words.group());
        }
        long millis = item.map(Item::audioMillis).orElse(0L);
        ObjectNode completed = event("completed", itemId).put("transcript", text);
        completed.set("usage", whole ? duration(millis) : tokens(millis, text));
        outbox.send(completed);
    }

    private void delta(String itemId, String text) {
        outbox.send(event("delta", itemId).put("delta", text));
    }

    private ObjectNode duration(long millis) {
        return outbox.object().put("type", "duration").put("seconds", Math.ceil(millis / 1000.0));
    }

    private ObjectNode tokens(long millis, String text) {
        int audio = (int) Math.ceil(millis / 100.0);
        int output = TokenCount.ofText(text).text();
        ObjectNode usage = outbox.object().put("type", "tokens").put("total_tokens", audio + output);
        usage.put("input_tokens", audio).put("output_tokens", output);
        usage.putObject("input_token_details").put("text_tokens", 0).put("audio_tokens", audio);
        return usage;
    }

    void fail(String itemId, String why) {
        if (modelByItem.remove(itemId) == null) {
            return;
        }
        ObjectNode failed = event("failed", itemId);
        failed.putObject("error")
                .put("type", "transcription_error")
                .put("code", "audio_unintelligible")
                .put("message", "The audio could not be transcribed: " + why)
                .putNull("param");
        outbox.send(failed);
    }

    private ObjectNode event(String kind, String itemId) {
        return outbox.event(PREFIX + kind).put("item_id", itemId).put("content_index", 0);
    }
}
