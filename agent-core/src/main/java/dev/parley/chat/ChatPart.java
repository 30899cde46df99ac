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
    /** Messages without text, images and audio. */
    EMPTY_MESSAGES {
        @Override
        boolean contains(ChatItem item) {
            return item instanceof ChatMessage message && message.isEmpty();
        }
    },
    /** Notes of one agent's taking over from another. */
    HANDOFFS {
        @Override
        boolean contains(ChatItem item) {
            return item instanceof AgentHandoff;
        }
    },
    /** Notes of changed instructions and tools. */
    CONFIG_UPDATES {
        @Override
        boolean contains(ChatItem item) {
            return item instanceof AgentConfigUpdate;
        }
    };

    abstract boolean contains(ChatItem item);
}
