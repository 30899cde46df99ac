package dev.parley.realtime.openai.settings;

import java.time.Duration;

/**
 * What a connection may take and how long to wait for what.
 *
 * @param connectDeadline from opening to the end of the handshake
 * @param configureDeadline from the session's configuration to the server's answer to it
 * @param responseDeadline from asking for an answer to its beginning; a connection that is silent for longer is dead
 * @param pingInterval between pings
 * @param pongDeadline for the answer to a ping; a connection that is silent for longer is dead
 * @param retryFirst before the second attempt to connect; the first is made at once, later waits double
 * @param retryMost the longest wait between two attempts
 * @param attempts in a row, after which the session ends
 * @param calm a connection that held for this long counts as a success, and attempts are counted anew
 * @param mostSession a connection is replaced after this time, or before the server's own end if that comes first
 * @param rolloverMargin how long before that end the replacement is prepared; it takes over in a pause
 * @param append audio that goes in one message; raising it costs delay and saves messages
 * @param audioKept audio of the caller that waits for a connection, or a slow one, at most; the oldest goes
 * @param mostAnswer audio of one message that is kept for its playback, at most; an answer that is longer is cancelled
 * @param restoredItems items of the conversation that a new connection is told, at most; the newest
 */
public record LinkSettings(
        Duration connectDeadline,
        Duration configureDeadline,
        Duration responseDeadline,
        Duration pingInterval,
        Duration pongDeadline,
        Duration retryFirst,
        Duration retryMost,
        int attempts,
        Duration calm,
        Duration mostSession,
        Duration rolloverMargin,
        Duration append,
        Duration audioKept,
        Duration mostAnswer,
        int restoredItems) {

    public LinkSettings {
        positive("connect-deadline", connectDeadline);
        positive("configure-deadline", configureDeadline);
        positive("response-deadline", responseDeadline);
        positive("ping-interval", pingInterval);
        positive("pong-deadline", pongDeadline);
        positive("retry-first", retryFirst);
        positive("retry-most", retryMost);
        positive("calm", calm);
        positive("most-session", mostSession);
        positive("append", append);
        positive("audio-kept", audioKept);
        positive("most-answer", mostAnswer);
        if (rolloverMargin.compareTo(mostSession) >= 0 || rolloverMargin.isNegative()) {
            throw new IllegalArgumentException(
                    "rollover-margin: " + rolloverMargin + " (expected: less than most-session, " + mostSession + ")");
        }
        if (append.compareTo(audioKept) > 0) {
            throw new IllegalArgumentException(
                    "append: " + append + " (expected: at most audio-kept, " + audioKept + ")");
        }
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts: " + attempts + " (expected: 1 or more)");
        }
        if (restoredItems < 0) {
            throw new IllegalArgumentException("restored-items: " + restoredItems + " (expected: 0 or more)");
        }
    }

    /** The usual. */
    public static LinkSettings standard() {
        return new LinkSettings(
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofSeconds(3),
                Duration.ofSeconds(5),
                Duration.ofSeconds(3),
                Duration.ofMillis(500),
                Duration.ofSeconds(8),
                6,
                Duration.ofSeconds(10),
                Duration.ofMinutes(58),
                Duration.ofMinutes(5),
                Duration.ofMillis(100),
                Duration.ofSeconds(5),
                Duration.ofMinutes(5),
                200);
    }

    public LinkSettings withDeadlines(Duration connect, Duration configure, Duration response) {
        return new LinkSettings(
                connect,
                configure,
                response,
                pingInterval,
                pongDeadline,
                retryFirst,
                retryMost,
                attempts,
                calm,
                mostSession,
                rolloverMargin,
                append,
                audioKept,
                mostAnswer,
                restoredItems);
    }

    public LinkSettings withPings(Duration interval, Duration deadline) {
        return new LinkSettings(
                connectDeadline,
                configureDeadline,
                responseDeadline,
                interval,
                deadline,
                retryFirst,
                retryMost,
                attempts,
                calm,
                mostSession,
                rolloverMargin,
                append,
                audioKept,
                mostAnswer,
                restoredItems);
    }

    public LinkSettings withRetries(int newAttempts, Duration first, Duration most) {
        return new LinkSettings(
                connectDeadline,
                configureDeadline,
                responseDeadline,
                pingInterval,
                pongDeadline,
                first,
                most,
                newAttempts,
                calm,
                mostSession,
                rolloverMargin,
                append,
                audioKept,
                mostAnswer,
                restoredItems);
    }

    public LinkSettings withRollover(Duration session, Duration margin) {
        return new LinkSettings(
                connectDeadline,
                configureDeadline,
                responseDeadline,
                pingInterval,
                pongDeadline,
                retryFirst,
                retryMost,
                attempts,
                calm,
                session,
                margin,
                append,
                audioKept,
                mostAnswer,
                restoredItems);
    }

    public LinkSettings withAudio(Duration newAppend, Duration kept, Duration answer) {
        return new LinkSettings(
                connectDeadline,
                configureDeadline,
                responseDeadline,
                pingInterval,
                pongDeadline,
                retryFirst,
                retryMost,
                attempts,
                calm,
                mostSession,
                rolloverMargin,
                newAppend,
                kept,
                answer,
                restoredItems);
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: more than zero)");
        }
    }
}
