package dev.parley.realtime;

/**
 * What went wrong between a session and its model.
 *
 * @param message what happened: the value and the rule
 * @param remedy what a person can do about it
 * @param recoverable whether the session goes on by itself
 */
public record RealtimeFailure(Kind kind, String message, String remedy, boolean recoverable) {

    /** Where to look. */
    public enum Kind {
        /** The connection: refused, lost, silent. */
        NETWORK,
        /** What was said on it: not understood by one of the two sides. */
        PROTOCOL,
        /** The provider: key, quota, limits, a failed answer. */
        PROVIDER,
        /** The audio: its format, its amount. */
        AUDIO
    }

    /** One line for people. */
    public String text() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + ": " + message
                + (remedy.isEmpty() ? "" : "; " + remedy);
    }
}
