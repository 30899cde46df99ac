package dev.parley.testkit.eval;

import dev.parley.chat.AgentConfigUpdate;
import dev.parley.chat.AgentHandoff;
import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A conversation as a judge reads it, in LiveKit Agents' format: an item begins at the beginning of a line, and nothing that is
 * said in one does, so that nobody's words pass for another item.
 */
final class ConversationText {
    private ConversationText() {}

    static String of(ChatContext conversation) {
        return conversation.items().stream()
                .map(item -> line(item).strip().replaceAll("\\R", "\n    "))
                .collect(Collectors.joining("\n"));
    }

    private static String line(ChatItem item) {
        if (item instanceof ChatMessage message) {
            String role = message.role().name().toLowerCase(Locale.ROOT);
            return role + ": " + message.wording() + (message.interrupted() ? " [interrupted]" : "");
        }
        if (item instanceof FunctionCall call) {
            return "[function call: " + call.name() + "(" + call.arguments() + ")]";
        }
        if (item instanceof FunctionCallOutput output) {
            return "[function " + (output.error() ? "error" : "output") + ": " + output.output() + "]";
        }
        if (item instanceof AgentHandoff handoff) {
            return "[agent handoff: " + handoff.oldAgentId().orElse("nobody") + " -> " + handoff.newAgentId() + "]";
        }
        return "[agent config: " + changes((AgentConfigUpdate) item) + "]";
    }

    private static String changes(AgentConfigUpdate update) {
        List<String> changes = new ArrayList<>(3);
        update.instructions().ifPresent(instructions -> changes.add("instructions=" + instructions));
        if (!update.toolsAdded().isEmpty()) {
            changes.add("tools_added=" + update.toolsAdded());
        }
        if (!update.toolsRemoved().isEmpty()) {
            changes.add("tools_removed=" + update.toolsRemoved());
        }
        return String.join(", ", changes);
    }
}
