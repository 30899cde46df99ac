package dev.parley.llm;

/** A piece of a model's answer. */
public sealed interface ChatChunk {

    /** More text, in any granularity; the answer's text is all of them joined. */
    record TextDelta(String text) implements ChatChunk {}

    /**
     * A complete request for a tool; it can run at once, while the answer still streams.
     *
     * @param arguments a JSON object as text, as the model wrote it, possibly malformed
     */
    record ToolCallRequested(String callId, String name, String arguments) implements ChatChunk {}

    /**
     * The text so far is played by itself, and what follows after it; both are one message of the conversation. Comes from an
     * agent's {@code llmNode}, not from models.
     */
    record FlushSentinel() implements ChatChunk {}

    /**
     * The provider's own id of the request, by which it is found in the provider's logs. Comes with the first piece or behind it;
     * where several requests made one answer, each tells its own.
     */
    record RequestId(String id) implements ChatChunk {}

    /** Tokens the request took; at most one, at the end. */
    record Usage(int promptTokens, int completionTokens) implements ChatChunk {}
}
