package dev.parley.tool;

import dev.parley.session.SessionAgent;

/** What came of a tool call. */
public sealed interface ToolOutcome {

    /** The text that the model reads. */
    String text();

    /** It worked: a plain string, or JSON as text. */
    record Succeeded(String text) implements ToolOutcome {}

    /**
     * It worked, and the model need not say anything about it: no reply follows unless another tool of the same answer
     * asks for one.
     */
    record Silent(String text) implements ToolOutcome {}

    /**
     * It worked, and another agent takes over: the current one finishes what it says, leaves, and that one enters. Not
     * applied if the caller has interrupted meanwhile, or if another tool of the same answer hands off too: then the model
     * is told that it failed.
     *
     * @param agent a {@code dev.parley.agent.Agent}
     * @param text if not empty, the current agent says something about it before it leaves
     */
    record HandOff(SessionAgent agent, String text) implements ToolOutcome {

        /** The current agent says nothing more. */
        public static HandOff to(SessionAgent agent) {
            return new HandOff(agent, "");
        }

        /** The current agent's model reads this text, and says something about it before it leaves. */
        public static HandOff to(SessionAgent agent, String text) {
            return new HandOff(agent, text);
        }
    }

    /** It failed, and the model is told how. */
    record Failed(String text) implements ToolOutcome {}
}
