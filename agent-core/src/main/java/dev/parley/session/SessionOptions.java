package dev.parley.session;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.parley.resilience.ConnectOptions;
import dev.parley.text.TextTransforms;
import dev.parley.turn.TurnOptions;
import java.time.Duration;
import java.util.List;

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
        return new SessionOptions(
                newTurns,
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

    /** Zero: the caller is never away. */
    public SessionOptions withUserAwayTimeout(Duration newTimeout) {
        return new SessionOptions(
                turns,
                newTimeout,
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

    /** Zero: speech that nobody understood is not told. */
    public SessionOptions withTranscriptionTimeout(Duration newTimeout) {
        return new SessionOptions(
                turns,
                userAwayTimeout,
                newTimeout,
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

    public SessionOptions withMaxToolSteps(int newMaxToolSteps) {
        return new SessionOptions(
                turns,
                userAwayTimeout,
                transcriptionTimeout,
                newMaxToolSteps,
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

    public SessionOptions withMaxErrors(int newMaxErrors) {
        return new SessionOptions(
                turns,
                userAwayTimeout,
                transcriptionTimeout,
                maxToolSteps,
                newMaxErrors,
                commitTimeout,
                closeTimeout,
                closeTranscriptTimeout,
                progressTimeout,
                connect,
                output,
                keyterms,
                asyncTools);
    }

    public SessionOptions withCommitTimeout(Duration newTimeout) {
        return new SessionOptions(
                turns,
                userAwayTimeout,
                transcriptionTimeout,
                maxToolSteps,
                maxErrors,
                newTimeout,
                closeTimeout,
                closeTranscriptTimeout,
                progressTimeout,
                connect,
                output,
                keyterms,
                asyncTools);
    }

    public SessionOptions withCloseTimeout(Duration newTimeout) {
        return new SessionOptions(
                turns,
                userAwayTimeout,
                transcriptionTimeout,
                maxToolSteps,
                maxErrors,
                commitTimeout,
                newTimeout,
                closeTranscriptTimeout,
                progressTimeout,
                connect,
                output,
                keyterms,
                asyncTools);
    }

    /** Zero: a closing session does not wait for the caller's last words. */
    public SessionOptions withCloseTranscriptTimeout(Duration newTimeout) {
        return new SessionOptions(
                turns,
                userAwayTimeout,
                transcriptionTimeout,
                maxToolSteps,
                maxErrors,
                commitTimeout,
                closeTimeout,
                newTimeout,
                progressTimeout,
                connect,
                output,
                keyterms,
                asyncTools);
    }

    /** Zero: an answer that stands still is waited for without end. */
    public SessionOptions withProgressTimeout(Duration newTimeout) {
        return new SessionOptions(
                turns,
                userAwayTimeout,
                transcriptionTimeout,
                maxToolSteps,
                maxErrors,
                commitTimeout,
                closeTimeout,
                closeTranscriptTimeout,
                newTimeout,
                connect,
                output,
                keyterms,
                asyncTools);
    }

    public SessionOptions withConnect(SessionConnectOptions newConnect) {
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
                newConnect,
                output,
                keyterms,
                asyncTools);
    }

    public SessionOptions withOutput(OutputOptions newOutput) {
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
                newOutput,
                keyterms,
                asyncTools);
    }

    public SessionOptions withKeyterms(List<String> newKeyterms) {
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
                newKeyterms,
                asyncTools);
    }

    public SessionOptions withAsyncTools(AsyncToolPrompts newPrompts) {
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
                newPrompts);
    }

    private static void requireNotNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: zero or more, such as 5 s)");
        }
    }
}
