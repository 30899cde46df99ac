package dev.parley.chat;

/** Whether a provider that takes only conversations of a certain shape is given a user's message without a meaning. */
public enum DummyUserMessage {
    /** Never: OpenAI and most servers that speak its language take any order. */
    NONE,
    /** If the first message that is no instruction isn't the user's, a user's goes before it (Anthropic's rule, and Bedrock's). */
    FIRST,
    /** If the last message is neither the user's nor a tool's, a user's follows it (Gemini's rule, and Mistral's). */
    LAST;

    /** What it says: LiveKit Agents' text. */
    static final String TEXT = ".";
}
