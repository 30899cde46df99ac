package dev.parley.testkit.realtime.script;

/** One item of a reply's output. */
public sealed interface ReplyPart {

    /** Something said: spoken with its transcript, or written if the response is to be text. */
    record Speech(String text) implements ReplyPart {
        public Speech {
            if (text.isBlank()) {
                throw new IllegalArgumentException("speech: nothing to say (expected: a text; leave the part out)");
            }
        }
    }

    /**
     * A call of one of the tools that the response was offered.
     *
     * @param arguments a JSON object as text; malformed on purpose if a client's handling of that is tested
     */
    record ToolCall(String name, String arguments) implements ReplyPart {}
}
