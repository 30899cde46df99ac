package dev.parley.chat;

/** A kind of items that may be left out of a {@link ChatContext}. */
public enum ChatPart {
    /** Calls and their outputs. */
    FUNCTION_CALLS {
        @Override
        boolean contains(ChatItem item) {
            return item instanceof FunctionCall || item instanceof FunctionCallOutput;
        }
    },
    /** System and developer messages. */
    INSTRUCTIONS {
        @Override
        boolean contains(ChatItem item) {
            return item instanceof ChatMessage message && message.role().isInstruction();
        }
    },
    /** Messages without text and images. */
    EMPTY_MESSAGES {
        @Override
        boolean contains(ChatItem item) {
            return item instanceof ChatMessage message && message.isEmpty();
        }
    };

    abstract boolean contains(ChatItem item);
}
