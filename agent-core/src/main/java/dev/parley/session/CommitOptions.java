package dev.parley.session;

import java.time.Duration;
import java.util.Optional;

/**
 * How the caller's turn is committed; the options of LiveKit Agents' {@code commit_user_turn}.
 *
 * @param transcriptTimeout how long the last transcript is waited for; empty for {@link SessionOptions#commitTimeout}
 * @param sttFlushDuration silence that a streaming recogniser is given behind the turn, so that it ends its utterance
 * @param skipReply whether the turn only becomes part of the conversation: nothing is said about it, what the agent says goes
 *     on, and {@code onUserTurnCompleted} is not asked
 */
public record CommitOptions(Optional<Duration> transcriptTimeout, Duration sttFlushDuration, boolean skipReply) {
    private static final CommitOptions STANDARD = new CommitOptions(Optional.empty(), Duration.ofSeconds(2), false);

    public CommitOptions {
        transcriptTimeout.ifPresent(timeout -> requireNotNegative("transcript timeout", timeout));
        requireNotNegative("stt flush duration", sttFlushDuration);
    }

    private static void requireNotNegative(String what, Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException(what + ": " + time + " (expected: zero or more)");
        }
    }

    /** The session's timeout, 2 s of silence, and a reply. */
    public static CommitOptions standard() {
        return STANDARD;
    }

    public CommitOptions withTranscriptTimeout(Duration timeout) {
        return new CommitOptions(Optional.of(timeout), sttFlushDuration, skipReply);
    }

    public CommitOptions withSttFlushDuration(Duration silence) {
        return new CommitOptions(transcriptTimeout, silence, skipReply);
    }

    public CommitOptions withoutReply() {
        return new CommitOptions(transcriptTimeout, sttFlushDuration, true);
    }
}
