package dev.parley.memory;

import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is to be summed up, as XML. */
final class SummaryPrompt {
    private SummaryPrompt() {}

    /** Empty if there is nothing to sum up: summaries are not summed up again, instructions not at all. */
    static String of(List<ChatItem> items) {
        List<String> elements = new ArrayList<>();
        for (ChatItem item : items) {
            String element = of(item);
            if (!element.isEmpty()) {
                elements.add(element);
            }
        }
        return String.join("\n", elements);
    }

    private static String of(ChatItem item) {
        if (item instanceof ChatMessage message) {
            String text = message.wording().strip();
            boolean left = message.role().isInstruction() || message.isSummary() || text.isEmpty();
            return left ? "" : element(message.role().name().toLowerCase(Locale.ROOT), "", escaped(text));
        }
        if (item instanceof FunctionCall call) {
            return element("function_call", attributes(call.name(), call.callId()), escaped(call.arguments()));
        }
        if (item instanceof FunctionCallOutput output) {
            String text = escaped(output.output());
            return element(
                    "function_call_output",
                    attributes(output.name(), output.callId()),
                    output.error() ? element("error", "", text) : text);
        }
        return "";
    }

    static String element(String name, String attributes, String content) {
        return "<" + name + attributes + ">\n" + content + "\n</" + name + ">";
    }

    private static String attributes(String name, String callId) {
        return " name=\"" + quoted(name) + "\" call_id=\"" + quoted(callId) + "\"";
    }

    private static String quoted(String value) {
        return escaped(value).replace("\"", "&quot;");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
