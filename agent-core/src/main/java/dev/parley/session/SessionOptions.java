package dev.parley.session;

import dev.parley.turn.TurnOptions;
import java.time.Duration;

/**
 * How a session behaves. Defaults are LiveKit Agents' where it has the option.
 *
 * @param turns how turns are taken
 * @param maxToolSteps after this many rounds of tools that follow on the first, an answer must do without
 * @param maxErrors failures of models in a row that a session survives
 * @param commitTimeout how long a committed turn waits for its last transcript
 * @param closeTimeout how long a closing session waits for its speech, tools and {@code onExit}, each
 */
public record SessionOptions(
        TurnOptions turns, int maxToolSteps, int maxErrors, Duration commitTimeout, Duration closeTimeout) {
    private static final SessionOptions STANDARD =
            new SessionOptions(TurnOptions.standard(), 3, 3, Duration.ofSeconds(5), Duration.ofSeconds(5));

    public SessionOptions {
        if (maxToolSteps < 0) {
            throw new IllegalArgumentException("max-tool-steps: " + maxToolSteps + " (expected: 0 or more)");
        }
        if (maxErrors < 0) {
            throw new IllegalArgumentException("max-errors: " + maxErrors + " (expected: 0 or more)");
        }
    }

    public static SessionOptions standard() {
        return STANDARD;
    }

    public SessionOptions withTurns(TurnOptions newTurns) {
        return new SessionOptions(newTurns, maxToolSteps, maxErrors, commitTimeout, closeTimeout);
    }

    public SessionOptions withMaxToolSteps(int newMaxToolSteps) {
        return new SessionOptions(turns, newMaxToolSteps, maxErrors, commitTimeout, closeTimeout);
    }

    public SessionOptions withMaxErrors(int newMaxErrors) {
        return new SessionOptions(turns, maxToolSteps, newMaxErrors, commitTimeout, closeTimeout);
    }

    public SessionOptions withCommitTimeout(Duration newTimeout) {
        return new SessionOptions(turns, maxToolSteps, maxErrors, newTimeout, closeTimeout);
    }

    public SessionOptions withCloseTimeout(Duration newTimeout) {
        return new SessionOptions(turns, maxToolSteps, maxErrors, commitTimeout, newTimeout);
    }
}
