package dev.parley.chat;

/** Who a chat message is from. */
public enum ChatRole {
    SYSTEM,
    DEVELOPER,
    USER,
    ASSISTANT;

    /** Whether messages of this role instruct the model rather than take part in the conversation. */
    public boolean isInstruction() {
        return this == SYSTEM || this == DEVELOPER;
    }
}
