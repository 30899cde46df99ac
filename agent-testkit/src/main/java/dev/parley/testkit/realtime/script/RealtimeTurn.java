package dev.parley.testkit.realtime.script;

import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.llm.ToolChoice;
import dev.parley.llm.ToolDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a reply is asked for: the conversation as the model has it, and what this response is to be.
 *
 * @param connection number of the connection to the server, from 1
 * @param response number of the response on this connection, from 1
 * @param context instructions, if there are any, as the first item; then the items, with what was heard as the text of
 *     audio and with truncated speech cut to what was left of it
 * @param metadata of the {@code response.create}
 * @param outOfBand whether the response is not to become part of the conversation
 */
public record RealtimeTurn(
        int connection,
        int response,
        ChatContext context,
        List<ToolDefinition> tools,
        ToolChoice toolChoice,
        Map<String, String> metadata,
        boolean outOfBand) {
    public RealtimeTurn {
        tools = List.copyOf(tools);
        metadata = Map.copyOf(metadata);
    }

    /** What the user has said since the model's last output; empty if nothing. */
    public String userText() {
        List<String> texts = new ArrayList<>();
        for (ChatItem item : sinceLastOutput()) {
            if (item instanceof ChatMessage message && message.role() == ChatRole.USER) {
                texts.add(message.text());
            }
        }
        return String.join(" ", texts).strip();
    }

    /** The outputs of tools that have come since the model's last output. */
    public List<FunctionCallOutput> toolOutputs() {
        return sinceLastOutput().stream()
                .filter(FunctionCallOutput.class::isInstance)
                .map(FunctionCallOutput.class::cast)
                .toList();
    }

    private List<ChatItem> sinceLastOutput() {
        List<ChatItem> items = context.items();
        int from = items.size();
        while (from > 0 && isInput(items.get(from - 1))) {
            from--;
        }
        return items.subList(from, items.size());
    }

    private static boolean isInput(ChatItem item) {
        return item instanceof FunctionCallOutput
                || (item instanceof ChatMessage message && message.role() != ChatRole.ASSISTANT);
    }
}
