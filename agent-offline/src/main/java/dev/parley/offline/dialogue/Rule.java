package dev.parley.offline.dialogue;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is done when something is heard.
 *
 * @param states in which it holds; empty for all
 * @param meanwhile said while the tools run
 * @param then the state that follows unless the reply says another
 */
record Rule(
        String name,
        Set<String> states,
        List<PatternNode> hear,
        List<Call> calls,
        Optional<Template> meanwhile,
        List<Reply> replies,
        Optional<Template> failed,
        Optional<String> then) {
    Rule {
        states = Set.copyOf(states);
        hear = List.copyOf(hear);
        calls = List.copyOf(calls);
        replies = List.copyOf(replies);
    }

    /**
     * A tool to call.
     *
     * @param each phrase of which every occurrence makes a call of its own
     * @param arguments by name; one whose places are not all filled is left out
     */
    record Call(String tool, Optional<String> each, List<Condition> when, Map<String, Argument> arguments) {
        Call {
            when = List.copyOf(when);
            arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments)); // always in the same order
        }
    }

    /** Either a template or, for numbers and truth values, a constant. */
    record Argument(Template template, Optional<com.fasterxml.jackson.databind.JsonNode> constant) {}

    /**
     * Something to say if all conditions hold.
     *
     * @param say one of them is said, in turn
     */
    record Reply(List<Condition> when, List<Template> say, Optional<String> then) {
        Reply {
            when = List.copyOf(when);
            say = List.copyOf(say);
        }
    }
}
