package dev.parley.testkit.realtime.script;

/** How a response ends once its parts have been sent. */
public sealed interface ReplyEnding {

    /** As it should. */
    record Completed() implements ReplyEnding {}

    /**
     * Broken off by the model.
     *
     * @param reason {@code max_output_tokens} or {@code content_filter}
     */
    record Incomplete(String reason) implements ReplyEnding {
        public Incomplete {
            if (!reason.equals("max_output_tokens") && !reason.equals("content_filter")) {
                throw new IllegalArgumentException(
                        "incomplete: " + reason + " (expected: max_output_tokens or content_filter)");
            }
        }
    }

    /**
     * Failed by the service, as {@code response.done} tells it.
     *
     * @param type such as {@code server_error} or {@code invalid_request_error}
     * @param code such as {@code inference_rate_limit_exceeded}; empty for none
     */
    record Failed(String type, String code, String message) implements ReplyEnding {}

    /** Not at all: no {@code response.done} comes. */
    record Never() implements ReplyEnding {}
}
