package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.testkit.realtime.script.ReplyPart;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Sends the output of one response, item by item, and keeps what was sent of it. */
final class OutputWriter {
    private final String responseId;
    private final boolean spoken;
    private final AudioCodec codec;
    private final Optional<Conversation> conversation;
    private final ItemCommands announcements;
    private final Outbox outbox;
    private final List<Item> items = new ArrayList<>();
    private Optional<Item> open = Optional.empty();
    private String callText = "";
    private TokenCount tokens = TokenCount.none();

    /** @param conversation what the items become part of; empty for an out-of-band response */
    OutputWriter(
            String responseId,
            ResponseOptions options,
            Optional<Conversation> conversation,
            ItemCommands announcements,
            Outbox outbox) {
        this.responseId = responseId;
        this.spoken = options.isSpoken();
        this.codec = options.codec();
        this.conversation = conversation;
        this.announcements = announcements;
        this.outbox = outbox;
    }

    List<Item> items() {
        return items;
    }

    TokenCount tokens() {
        return tokens;
    }

    void write(OutputStep step) {
        if (step instanceof OutputStep.Begin begin) {
            begin(begin.part());
        } else if (step instanceof OutputStep.Words words) {
            words(current(), words.text());
        } else if (step instanceof OutputStep.Audio audio) {
            audio(current(), audio.bytes().toArray());
        } else if (step instanceof OutputStep.Arguments arguments) {
            arguments(arguments.text());
        } else {
            end("completed");
        }
    }

    private Item current() {
        return open.orElseThrow(() -> new IllegalStateException("response " + responseId + ": no item is open"));
    }

    private void begin(ReplyPart part) {
        String id = outbox.id("item");
        Item item = part instanceof ReplyPart.ToolCall call
                ? Item.ofCall(id, outbox.id("call"), call.name())
                : Item.ofModel(id);
        items.add(item);
        open = Optional.of(item);
        callText = "";
        conversation.ifPresent(it -> it.append(item));
        sendItem("response.output_item.added", item);
        conversation.ifPresent(it -> announcements.added(item));
        if (!isCall(item)) {
            ObjectNode added = inItem("response.content_part.added", item).put("content_index", 0);
            added.set("part", part("", ""));
            outbox.send(added);
            if (spoken) {
                item.addSpokenContent(codec);
            } else {
                item.addWrittenContent();
            }
        }
    }

    private void words(Item item, String text) {
        item.appendText(text);
        tokens = tokens.plus(TokenCount.ofText(text));
        String type = spoken ? "response.output_audio_transcript.delta" : "response.output_text.delta";
        outbox.send(inItem(type, item).put("content_index", 0).put("delta", text));
    }

    private void audio(Item item, byte[] bytes) {
        item.audio(0).ifPresent(stored -> stored.append(bytes));
        tokens = tokens.plus(TokenCount.ofModelAudio(bytes.length / codec.bytesPerMilli()));
        String base64 = Base64.getEncoder().encodeToString(bytes);
        outbox.send(inItem("response.output_audio.delta", item)
                .put("content_index", 0)
                .put("delta", base64));
    }

    private void arguments(String text) {
        callText += text;
        Item item = current();
        tokens = tokens.plus(TokenCount.ofText(text));
        outbox.send(inItem("response.function_call_arguments.delta", item)
                .put("call_id", item.callId())
                .put("delta", text));
    }

    /** Ends the open item, if there is one, with what was sent of it. */
    void end(String status) {
        open.ifPresent(item -> {
            if (isCall(item)) {
                endCall(item);
            } else {
                endMessage(item);
            }
            item.setStatus(status);
            sendItem("response.output_item.done", item);
            conversation.ifPresent(it -> announcements.done(item));
        });
        open = Optional.empty();
    }

    private void endCall(Item item) {
        item.setArguments(callText);
        outbox.send(inItem("response.function_call_arguments.done", item)
                .put("call_id", item.callId())
                .put("name", item.toJson().path("name").asText())
                .put("arguments", callText));
    }

    private void endMessage(Item item) {
        String text = item.text();
        if (spoken) {
            outbox.send(inItem("response.output_audio.done", item).put("content_index", 0));
            outbox.send(inItem("response.output_audio_transcript.done", item)
                    .put("content_index", 0)
                    .put("transcript", text));
        } else {
            outbox.send(inItem("response.output_text.done", item)
                    .put("content_index", 0)
                    .put("text", text));
        }
        ObjectNode done = inItem("response.content_part.done", item).put("content_index", 0);
        done.set("part", part(text, text));
        outbox.send(done);
    }

    private ObjectNode part(String transcript, String text) {
        ObjectNode part = JsonNodeFactory.instance.objectNode();
        return spoken
                ? part.put("type", "audio").put("transcript", transcript)
                : part.put("type", "text").put("text", text);
    }

    private void sendItem(String type, Item item) {
        ObjectNode event = inResponse(type, item);
        event.set("item", item.toJson());
        outbox.send(event);
    }

    private ObjectNode inItem(String type, Item item) {
        return inResponse(type, item).put("item_id", item.id());
    }

    private ObjectNode inResponse(String type, Item item) {
        return outbox.event(type).put("response_id", responseId).put("output_index", items.indexOf(item));
    }

    private static boolean isCall(Item item) {
        return item.type().equals("function_call");
    }
}
