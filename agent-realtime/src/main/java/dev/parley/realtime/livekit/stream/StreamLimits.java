package dev.parley.realtime.livekit.stream;

import java.time.Duration;

/**
 * What the streams that others send into a room may take. A stream that goes beyond fails towards its reader; the others go on.
 *
 * @param streams open at a time
 * @param streamsPerSender of these, of one participant
 * @param unreadBytesPerStream waiting for a reader, bookkeeping included
 * @param unreadBytes of all streams together
 * @param silence the longest time between two pieces of a stream
 */
public record StreamLimits(
        int streams, int streamsPerSender, long unreadBytesPerStream, long unreadBytes, Duration silence) {
    /** @throws IllegalArgumentException if one is not above zero */
    public StreamLimits {
        atLeastOne("open streams of a room", streams);
        atLeastOne("open streams of a participant", streamsPerSender);
        atLeastOne("unread bytes of a stream", unreadBytesPerStream);
        atLeastOne("unread bytes of a room", unreadBytes);
        if (silence.isZero() || silence.isNegative()) {
            throw new IllegalArgumentException("silence of a stream: " + silence + " (expected: longer than PT0S)");
        }
    }

    private static void atLeastOne(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: at least 1)");
        }
    }

    /** 256 streams, 64 of one participant, 4 MiB unread of a stream and 16 MiB in all, one minute of silence. */
    public static StreamLimits standard() {
        return new StreamLimits(256, 64, 4L << 20, 16L << 20, Duration.ofMinutes(1));
    }
}
