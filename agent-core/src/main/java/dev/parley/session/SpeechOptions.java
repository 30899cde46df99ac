package dev.parley.session;

/**
 * How a text is said.
 *
 * @param allowInterruptions whether the caller's speech may stop it
 * @param addToHistory whether it becomes part of the conversation that the model reads
 * @param priority higher ones are said first; see the constants
 */
public record SpeechOptions(boolean allowInterruptions, boolean addToHistory, int priority) {
    /** Said when nothing else is. */
    public static final int LOW = 0;

    public static final int NORMAL = 5;

    /** Said next. */
    public static final int HIGH = 10;

    private static final SpeechOptions INTERRUPTIBLE = new SpeechOptions(true, true, NORMAL);

    /** The default: may be interrupted, becomes part of the conversation, normal priority. */
    public static SpeechOptions interruptible() {
        return INTERRUPTIBLE;
    }

    /** Must be said to its end. */
    public static SpeechOptions uninterruptible() {
        return new SpeechOptions(false, true, NORMAL);
    }

    public SpeechOptions withPriority(int newPriority) {
        return new SpeechOptions(allowInterruptions, addToHistory, newPriority);
    }

    /** The same, but the model will not know that it was said. */
    public SpeechOptions outsideHistory() {
        return new SpeechOptions(allowInterruptions, false, priority);
    }
}
