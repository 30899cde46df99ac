package dev.parley.realtime.openai.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.llm.ToolChoice;
import dev.parley.realtime.RealtimeReply;
import dev.parley.realtime.openai.settings.ApiShape;
import dev.parley.realtime.openai.settings.EventNames;
import java.util.Locale;

/** Writes a client's events as texts in UTF-8. Thread-safe. */
public final class ClientEventWriter {
    /** The key of a response's metadata under which its {@code replyId} comes back. */
    static final String CLIENT_ID = "client_event_id";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ApiShape shape;
    private final EventNames names;
    private final ItemJson items;

    public ClientEventWriter(ApiShape shape, EventNames names) {
        this.shape = shape;
        this.names = names;
        this.items = new ItemJson(shape);
    }

    /**
     * The event's text.
     *
     * @param eventId comes back in an error about the event
     */
    public byte[] write(ClientEvent event, String eventId) {
        ObjectNode tree = tree(event);
        if (!tree.has("event_id")) {
            tree.put("event_id", eventId);
        }
        try {
            return JSON.writeValueAsBytes(tree);
        } catch (JsonProcessingException defect) {
            throw new IllegalStateException(
                    "client event " + event.getClass().getSimpleName() + ": not written", defect);
        }
    }

    private ObjectNode tree(ClientEvent event) {
        if (event instanceof ClientEvent.SessionUpdate update) {
            ObjectNode tree = of("session.update");
            tree.set("session", update.session());
            return tree;
        }
        if (event instanceof ClientEvent.InputCommit) {
            return of("input_audio_buffer.commit");
        }
        if (event instanceof ClientEvent.InputClear) {
            return of("input_audio_buffer.clear");
        }
        if (event instanceof ClientEvent.OutputBufferClear) {
            return of("output_audio_buffer.clear");
        }
        if (event instanceof ClientEvent.ResponseCreate create) {
            return response(create);
        }
        if (event instanceof ClientEvent.ResponseCancel cancel) {
            ObjectNode tree = of("response.cancel");
            return cancel.responseId().isEmpty() ? tree : tree.put("response_id", cancel.responseId());
        }
        if (event instanceof ClientEvent.Other other) {
            return other.event().deepCopy();
        }
        return itemEvent(event);
    }

    private ObjectNode itemEvent(ClientEvent event) {
        if (event instanceof ClientEvent.ItemCreate create) {
            if (names.hasTextInput() && create.item() instanceof ChatMessage said && said.role() == ChatRole.USER) {
                return of("input_text.append").put("text", said.text());
            }
            ObjectNode tree = withItem(items.of(create.item()));
            create.after().filter(ItemJson::isId).ifPresent(after -> tree.put("previous_item_id", after));
            return tree;
        }
        if (event instanceof ClientEvent.ImageCreate create) {
            return withItem(items.of(create.image()));
        }
        if (event instanceof ClientEvent.ItemRetrieve retrieve) {
            return of("conversation.item.retrieve").put("item_id", retrieve.itemId());
        }
        if (event instanceof ClientEvent.ItemDelete delete) {
            return of("conversation.item.delete").put("item_id", delete.itemId());
        }
        if (event instanceof ClientEvent.ItemTruncate truncate) {
            return of("conversation.item.truncate")
                    .put("item_id", truncate.itemId())
                    .put("content_index", 0)
                    .put("audio_end_ms", truncate.audioEndMs());
        }
        throw new IllegalStateException("client event: " + event + " (expected: a case of the writer)");
    }

    private ObjectNode withItem(ObjectNode item) {
        ObjectNode tree = of("conversation.item.create");
        tree.set("item", item);
        return tree;
    }

    private ObjectNode response(ClientEvent.ResponseCreate create) {
        ObjectNode tree = of("response.create");
        ObjectNode response = tree.putObject("response");
        RealtimeReply reply = create.reply();
        response.putObject("metadata").put(CLIENT_ID, reply.replyId());
        if (!create.instructions().isEmpty()) {
            response.put("instructions", create.instructions());
        }
        reply.tools().ifPresent(tools -> response.set("tools", SessionJson.toolsOf(tools)));
        if (reply.toolChoice() != ToolChoice.AUTO) {
            response.put("tool_choice", reply.toolChoice().name().toLowerCase(Locale.ROOT));
        }
        if (reply.scope() == RealtimeReply.Scope.OUT_OF_BAND) {
            response.put("conversation", "none");
        }
        return tree;
    }

    private ObjectNode of(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", names.sent(type));
    }

    /** Which form is written. */
    public ApiShape shape() {
        return shape;
    }
}
