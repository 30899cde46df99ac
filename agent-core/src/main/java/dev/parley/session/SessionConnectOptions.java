package dev.parley.session;

import dev.parley.resilience.ConnectOptions;

/** How patiently a session asks each of its models; a {@code FallbackAdapter} has options of its own instead. */
public record SessionConnectOptions(ConnectOptions stt, ConnectOptions llm, ConnectOptions tts) {
    private static final SessionConnectOptions STANDARD = all(ConnectOptions.standard());

    /** LiveKit Agents' defaults for all. */
    public static SessionConnectOptions standard() {
        return STANDARD;
    }

    /** The same for all. */
    public static SessionConnectOptions all(ConnectOptions options) {
        return new SessionConnectOptions(options, options, options);
    }

    public SessionConnectOptions withStt(ConnectOptions options) {
        return new SessionConnectOptions(options, llm, tts);
    }

    public SessionConnectOptions withLlm(ConnectOptions options) {
        return new SessionConnectOptions(stt, options, tts);
    }

    public SessionConnectOptions withTts(ConnectOptions options) {
        return new SessionConnectOptions(stt, llm, options);
    }
}
