package dev.parley.session;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.parley.resilience.ConnectOptions;
import dev.parley.text.TextTransforms;
import dev.parley.turn.TurnOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * How a session behaves. Defaults are LiveKit Agents' where it has the option.
 *
 * @param turns how turns are taken
 * @param userAwayTimeout silence of both sides after which the caller is taken to be away; zero for never
 * @param transcriptionTimeout speech that has come to no final transcript by then is told; zero for never
 * @param maxToolSteps after this many rounds of tools that follow on the first, an answer must do without
 * @param maxErrors failures in a row of the same kind of model that a session survives
 * @param commitTimeout how long a committed turn waits for its last transcript
 * @param closeTimeout how long a closing session waits for its speech, tools and {@code onExit}, each
 * @param closeTranscriptTimeout how long a closing session waits for the transcript of the caller's last words
 * @param progressTimeout an answer of which nothing has come for so long ends the session; zero for never
 * @param connect how patiently its models are asked
 * @param output how what the agent says goes out
 * @param keyterms what recognisers listen for, such as names; those that can
 * @param asyncTools what the model reads about tools that run on behind the conversation
 */
public record SessionOptions(
        TurnOptions turns,
        Duration userAwayTimeout,
        Duration transcriptionTimeout,
        int maxToolSteps,
        int maxErrors,
        Duration commitTimeout,
        Duration closeTimeout,
        Duration closeTranscriptTimeout,
        Duration progressTimeout,
        SessionConnectOptions connect,
        OutputOptions output,
        List<String> keyterms,
        AsyncToolPrompts asyncTools) {
    private static final SessionOptions STANDARD = new SessionOptions(
            TurnOptions.standard(),
            Duration.ofSeconds(15),
            Duration.ZERO,
            3,
            3,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofMinutes(2),
            SessionConnectOptions.standard(),
            OutputOptions.standard(),
            List.of(),
            AsyncToolPrompts.standard());

    public SessionOptions {
        keyterms = List.copyOf(keyterms);
        requireNotNegative("user-away-timeout", userAwayTimeout);
        requireNotNegative("transcription-timeout", transcriptionTimeout);
        requireNotNegative("commit-timeout", commitTimeout);
        requireNotNegative("close-timeout", closeTimeout);
        requireNotNegative("close-transcript-timeout", closeTranscriptTimeout);
        requireNotNegative("progress-timeout", progressTimeout);
        if (maxToolSteps < 0) {
            throw new IllegalArgumentException("max-tool-steps: " + maxToolSteps + " (expected: 0 or more)");
        }
        if (maxErrors < 0) {
            throw new IllegalArgumentException("max-errors: " + maxErrors + " (expected: 0 or more)");
        }
    }

    /** LiveKit Agents' defaults. */
    public static SessionOptions standard() {
        return STANDARD;
    }

    /**
     * Reads {@code parley.session}.
     *
     * @throws IllegalArgumentException naming the key, the value and the rule
     */
    public static SessionOptions of(Config config) {
        Config session = config.getConfig("parley.session");
        try {
            return new SessionOptions(
                    TurnConfig.turns(session),
                    session.getDuration("user-away-timeout"),
                    session.getDuration("transcription-timeout"),
                    session.getInt("max-tool-steps"),
                    session.getInt("max-errors"),
                    session.getDuration("commit-timeout"),
                    session.getDuration("close-timeout"),
                    session.getDuration("close-transcript-timeout"),
                    session.getDuration("progress-timeout"),
                    connect(session.getConfig("connect")),
                    new OutputOptions(
                            session.getDuration("min-consecutive-speech-delay"),
                            session.getStringList("tts-text-transforms").stream()
                                    .map(TextTransforms::named)
                                    .toList()),
                    session.getStringList("keyterms"),
                    AsyncToolPrompts.standard());
        } catch (IllegalArgumentException | ConfigException wrong) {
            throw new IllegalArgumentException("parley.session: " + wrong.getMessage(), wrong);
        }
    }

    private static SessionConnectOptions connect(Config connect) {
        return SessionConnectOptions.all(new ConnectOptions(
                connect.getInt("max-retries"), connect.getDuration("retry-interval"), connect.getDuration("timeout")));
    }

    public SessionOptions withTurns(TurnOptions newTurns) {
        return with(copy -> copy.turns = newTurns);
    }

    /** Zero: the caller is never away. */
    public SessionOptions withUserAwayTimeout(Duration newTimeout) {
        return with(copy -> copy.userAwayTimeout = newTimeout);
    }

    /** Zero: speech that nobody understood is not told. */
    public SessionOptions withTranscriptionTimeout(Duration newTimeout) {
        return with(copy -> copy.transcriptionTimeout = newTimeout);
    }

    public SessionOptions withMaxToolSteps(int newMaxToolSteps) {
        return with(copy -> copy.maxToolSteps = newMaxToolSteps);
    }

    public SessionOptions withMaxErrors(int newMaxErrors) {
        return with(copy -> copy.maxErrors = newMaxErrors);
    }

    public SessionOptions withCommitTimeout(Duration newTimeout) {
        return with(copy -> copy.commitTimeout = newTimeout);
    }

    public SessionOptions withCloseTimeout(Duration newTimeout) {
        return with(copy -> copy.closeTimeout = newTimeout);
    }

    /** Zero: a closing session does not wait for the caller's last words. */
    public SessionOptions withCloseTranscriptTimeout(Duration newTimeout) {
        return with(copy -> copy.closeTranscriptTimeout = newTimeout);
    }

    /** Zero: an answer that stands still is waited for without end. */
    public SessionOptions withProgressTimeout(Duration newTimeout) {
        return with(copy -> copy.progressTimeout = newTimeout);
    }

    public SessionOptions withConnect(SessionConnectOptions newConnect) {
        return with(copy -> copy.connect = newConnect);
    }

    public SessionOptions withOutput(OutputOptions newOutput) {
        return with(copy -> copy.output = newOutput);
    }

    public SessionOptions withKeyterms(List<String> newKeyterms) {
        return with(copy -> copy.keyterms = newKeyterms);
    }

    public SessionOptions withAsyncTools(AsyncToolPrompts newPrompts) {
        return with(copy -> copy.asyncTools = newPrompts);
    }

    private SessionOptions with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.options();
    }

    private static void requireNotNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: zero or more, such as 5 s)");
        }
    }

    /** Options of which one is about to change. */
    private static final class Copy {
        private TurnOptions turns;
        private Duration userAwayTimeout;
        private Duration transcriptionTimeout;
        private int maxToolSteps;
        private int maxErrors;
        private Duration commitTimeout;
        private Duration closeTimeout;
        private Duration closeTranscriptTimeout;
        private Duration progressTimeout;
        private SessionConnectOptions connect;
        private OutputOptions output;
        private List<String> keyterms;
        private AsyncToolPrompts asyncTools;

        Copy(SessionOptions from) {
            turns = from.turns;
            userAwayTimeout = from.userAwayTimeout;
            transcriptionTimeout = from.transcriptionTimeout;
            maxToolSteps = from.maxToolSteps;
            maxErrors = from.maxErrors;
            commitTimeout = from.commitTimeout;
            closeTimeout = from.closeTimeout;
            closeTranscriptTimeout = from.closeTranscriptTimeout;
            progressTimeout = from.progressTimeout;
            connect = from.connect;
            output = from.output;
            keyterms = from.keyterms;
            asyncTools = from.asyncTools;
        }

        SessionOptions options() {
            return new SessionOptions(
                    turns,
                    userAwayTimeout,
                    transcriptionTimeout,
                    maxToolSteps,
                    maxErrors,
                    commitTimeout,
                    closeTimeout,
                    closeTranscriptTimeout,
                    progressTimeout,
                    connect,
                    output,
                    keyterms,
                    asyncTools);
        }
    }
}
