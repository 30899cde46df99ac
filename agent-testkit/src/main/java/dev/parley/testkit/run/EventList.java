package dev.parley.testkit.run;

import dev.parley.chat.AgentHandoff;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.session.RunResult;
import java.util.List;
import java.util.Locale;

/** A run's events, and how a failure shows them. */
record EventList(String userInput, List<ChatItem> events) {

    static EventList of(RunResult<?> result) {
        return new EventList(result.userInput(), result.events());
    }

    int size() {
        return events.size();
    }

    ChatItem get(int index) {
        return events.get(index);
    }

    /** The failure of an expectation, with all events and an arrow at the one in question; behind the last for their end. */
    AssertionError failure(String what, int at) {
        StringBuilder text = new StringBuilder(what)
                .append("\nEvents of the run [")
                .append(userInput)
                .append("]:");
        for (int i = 0; i < events.size(); i++) {
            text.append('\n')
                    .append(arrow(i == at))
                    .append('[')
                    .append(i)
                    .append("] ")
                    .append(describe(events.get(i)));
        }
        text.append('\n').append(arrow(at >= events.size())).append("(no more)");
        return new AssertionError(text.toString());
    }

    private static String arrow(boolean here) {
        return here ? ">>> " : "    ";
    }

    static String describe(ChatItem item) {
        if (item instanceof ChatMessage message) {
            String role = message.role().name().toLowerCase(Locale.ROOT);
            return "message of the " + role + ": \"" + message.text() + "\""
                    + (message.interrupted() ? " (interrupted)" : "");
        }
        if (item instanceof FunctionCall call) {
            return "function call " + call.name() + " " + call.arguments();
        }
        if (item instanceof FunctionCallOutput output) {
            return "function call output of " + output.name() + ": \"" + output.output() + "\""
                    + (output.error() ? " (error)" : "");
        }
        if (item instanceof AgentHandoff handoff) {
            return "hand-off to " + handoff.newAgentId();
        }
        return item.toString();
    }

    static String kind(Class<? extends ChatItem> type) {
        if (type.equals(ChatMessage.class)) {
            return "message";
        }
        if (type.equals(FunctionCall.class)) {
            return "function call";
        }
        if (type.equals(AgentHandoff.class)) {
            return "hand-off";
        }
        return type.equals(FunctionCallOutput.class) ? "function call output" : type.getSimpleName();
    }
}
