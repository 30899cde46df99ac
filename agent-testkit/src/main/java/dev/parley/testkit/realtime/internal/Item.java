package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One item of a conversation: its JSON without audio, and its audio by content index. */
final class Item {
    private final ObjectNode json;
    private final Map<Integer, StoredAudio> audio = new TreeMap<>();
    private String heard = "";
    private boolean unheard;

    private Item(ObjectNode json) {
        this.json = json;
    }

    /** An item of the client's, which has been checked; audio is taken out of its contents. */
    static Item ofClient(String id, JsonNode given, AudioCodec codec) {
        ObjectNode json = given.deepCopy();
        json.put("id", id).put("object", "realtime.item").put("status", "completed");
        Item item = new Item(json);
        JsonNode content = item.type().equals("message") ? json.path("content") : json.nullNode();
        for (int i = 0; i < content.size(); i++) {
            ObjectNode part = (ObjectNode) content.get(i);
            if (part.path("audio").isTextual()) {
                byte[] bytes = Base64.getDecoder().decode(part.path("audio").asText());
                int whole = bytes.length - bytes.length % codec.bytesPerSample();
                item.audio.put(i, new StoredAudio(codec).append(Arrays.copyOf(bytes, whole)));
                part.remove("audio");
                part.put("transcript", part.path("transcript").asText(null));
                item.unheard = part.path("transcript").isNull();
            }
        }
        return item;
    }

    /** What the user has said. */
    static Item ofSpeech(String id, StoredAudio speech) {
        Item item = new Item(base(id, "message", "completed").put("role", "user"));
        item.json.putArray("content").addObject().put("type", "input_audio").putNull("transcript");
        item.audio.put(0, speech);
        item.unheard = true;
        return item;
    }

    /** A message of the model's that begins. */
    static Item ofModel(String id) {
        Item item = new Item(base(id, "message", "in_progress").put("role", "assistant"));
        item.json.putArray("content");
        return item;
    }

    /** A call of the model's that begins. */
    static Item ofCall(String id, String callId, String name) {
        return new Item(base(id, "function_call", "in_progress")
                .put("call_id", callId)
                .put("name", name)
                .put("arguments", ""));
    }

    private static ObjectNode base(String id, String type, String status) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("object", "realtime.item")
                .put("type", type)
                .put("status", status);
    }

    String id() {
        return json.path("id").asText();
    }

    String type() {
        return json.path("type").asText();
    }

    String role() {
        return json.path("role").asText();
    }

    String callId() {
        return json.path("call_id").asText();
    }

    boolean isModelMessage() {
        return role().equals("assistant");
    }

    /** A copy of the JSON as it is now, for an event. */
    ObjectNode toJson() {
        return json.deepCopy();
    }

    /** The JSON with its audio, for a retrieval. */
    ObjectNode toJsonWithAudio() {
        ObjectNode copy = json.deepCopy();
        audio.forEach(
                (index, stored) -> ((ObjectNode) copy.path("content").get(index)).put("audio", stored.toBase64()));
        return copy;
    }

    Optional<StoredAudio> audio(int contentIndex) {
        return Optional.ofNullable(audio.get(contentIndex));
    }

    /** All audio of the item, in milliseconds. */
    long audioMillis() {
        return audio.values().stream().mapToLong(StoredAudio::millis).sum();
    }

    void setStatus(String status) {
        json.put("status", status);
    }

    void setArguments(String arguments) {
        json.put("arguments", arguments);
    }

    /** Adds the content of a model's message. */
    void addSpokenContent(AudioCodec codec) {
        content().putNull("transcript").put("type", "output_audio");
        audio.put(0, new StoredAudio(codec));
    }

    void addWrittenContent() {
        content().put("type", "output_text").put("text", "");
    }

    private ObjectNode content() {
        return json.withArray("content").addObject();
    }

    /** Appends to the text of a model's message and to what the model knows of it. */
    void appendText(String text) {
        heard += text;
        ObjectNode part = (ObjectNode) json.path("content").get(0);
        part.put(part.path("type").asText().equals("output_audio") ? "transcript" : "text", heard);
    }

    /** Takes the transcript of audio at its word. */
    void hear(String text) {
        heard = text;
        unheard = false;
    }

    void showTranscript(int contentIndex, String text) {
        ((ObjectNode) json.path("content").get(contentIndex)).put("transcript", text);
    }

    /** Whether it is audio that nobody has understood yet. */
    boolean isUnheard() {
        return unheard;
    }

    /** Keeps the part of the audio up to this time, without a transcript; the model knows what share of the words fits. */
    void truncate(StoredAudio stored, long millis) {
        long before = stored.millis();
        stored.truncate(millis);
        int length = before == 0 ? 0 : (int) (heard.length() * millis / before);
        int end = length >= heard.length() ? heard.length() : heard.lastIndexOf(' ', length);
        heard = end <= 0 ? "" : heard.substring(0, end);
        setStatus("incomplete");
        ((ObjectNode) json.path("content").get(0)).remove("transcript");
    }

    /** What the model knows of the item as text. */
    String text() {
        StringBuilder text = new StringBuilder(heard);
        for (JsonNode part : json.path("content")) {
            if (part.path("type").asText().equals("input_text")
                    || (heard.isEmpty() && part.path("type").asText().equals("output_text"))) {
                text.append(text.length() == 0 ? "" : " ")
                        .append(part.path("text").asText());
            } else if (heard.isEmpty() && part.path("transcript").isTextual()) {
                text.append(part.path("transcript").asText());
            }
        }
        return text.toString();
    }
}
