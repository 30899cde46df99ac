package dev.parley.livekit.server;

import dev.parley.livekit.LiveKitCredentials;
import dev.parley.livekit.LiveKitUrl;
import java.time.Duration;

/**
 * How the API is called.
 *
 * @param url where the server is
 * @param credentials the key whose tokens are sent
 * @param deadline of one call with all its attempts
 * @param attempts how often a call is made at most
 * @param firstBackOff wait before the second attempt; it doubles with each further one
 * @param longestBackOff where the doubling ends
 * @param answerBytes the longest answer that is read
 */
public record ApiSettings(
        LiveKitUrl url,
        LiveKitCredentials credentials,
        Duration deadline,
        int attempts,
        Duration firstBackOff,
        Duration longestBackOff,
        int answerBytes) {
    /** @throws IllegalArgumentException if a value is out of its range */
    public ApiSettings {
        positive("deadline of a LiveKit call", deadline);
        positive("first back-off of a LiveKit call", firstBackOff);
        positive("longest back-off of a LiveKit call", longestBackOff);
        if (attempts < 1 || attempts > 10) {
            throw new IllegalArgumentException("attempts of a LiveKit call: " + attempts + " (expected: 1 to 10)");
        }
        if (answerBytes < 1) {
            throw new IllegalArgumentException(
                    "longest answer of a LiveKit call: " + answerBytes + " bytes (expected: at least 1)");
        }
    }

    private static void positive(String what, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: longer than PT0S)");
        }
    }

    /** 10 s for a call, three attempts, 200 ms and 400 ms between them, answers up to 8 MiB. */
    public static ApiSettings of(LiveKitUrl url, LiveKitCredentials credentials) {
        return new ApiSettings(
                url, credentials, Duration.ofSeconds(10), 3, Duration.ofMillis(200), Duration.ofSeconds(2), 8 << 20);
    }

    /** The same with another deadline. */
    public ApiSettings withDeadline(Duration other) {
        return new ApiSettings(url, credentials, other, attempts, firstBackOff, longestBackOff, answerBytes);
    }

    /** The same with another number of attempts; 1 never repeats a call. */
    public ApiSettings withAttempts(int other) {
        return new ApiSettings(url, credentials, deadline, other, firstBackOff, longestBackOff, answerBytes);
    }

    /** The same with other waits between attempts. */
    public ApiSettings withBackOff(Duration first, Duration longest) {
        return new ApiSettings(url, credentials, deadline, attempts, first, longest, answerBytes);
    }

    /** The same with another longest answer. */
    public ApiSettings withAnswerBytes(int other) {
        return new ApiSettings(url, credentials, deadline, attempts, firstBackOff, longestBackOff, other);
    }
}
