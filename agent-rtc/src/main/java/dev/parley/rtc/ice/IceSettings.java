package dev.parley.rtc.ice;

import java.time.Duration;

/**
 * Timing and bounds of an agent.
 *
 * @param pacing between two new checks, Ta (RFC 8445 §14.2)
 * @param retransmission first wait for a response; doubles with each attempt (RFC 8445 §14.3)
 * @param longestRetransmission where doubling ends; RFC 8489 knows no such end, but its seventh attempt would come after half
 *     a minute, when the caller has hung up
 * @param transmissions attempts before a check has failed; the standard number lasts as long as the connect deadline
 * @param nominationPatience how long the controlling side waits for a better pair once one works
 * @param connectDeadline from start to a selected pair, else {@link IceState#FAILED}
 * @param consentInterval mean time between consent checks (RFC 7675 §5.1)
 * @param disconnectedAfter silence after which the pair counts as disturbed
 * @param consentTimeout silence after which nothing may be sent any more (RFC 7675 §5.1)
 * @param maxRemoteCandidates further ones are dropped and counted
 */
public record IceSettings(
        Duration pacing,
        Duration retransmission,
        Duration longestRetransmission,
        int transmissions,
        Duration nominationPatience,
        Duration connectDeadline,
        Duration consentInterval,
        Duration disconnectedAfter,
        Duration consentTimeout,
        int maxRemoteCandidates) {

    public IceSettings {
        requirePositive("pacing", pacing);
        requirePositive("retransmission", retransmission);
        requirePositive("connect deadline", connectDeadline);
        requirePositive("consent interval", consentInterval);
        if (longestRetransmission.compareTo(retransmission) < 0) {
            throw new IllegalArgumentException("longest retransmission: " + longestRetransmission
                    + " (expected: at least the first one, " + retransmission + ")");
        }
        if (transmissions < 1 || maxRemoteCandidates < 1) {
            throw new IllegalArgumentException("transmissions: " + transmissions + ", remote candidates: "
                    + maxRemoteCandidates + " (expected: at least 1 of both)");
        }
        if (consentTimeout.compareTo(disconnectedAfter) < 0) {
            throw new IllegalArgumentException("consent timeout: " + consentTimeout
                    + " (expected: not before the pair counts as disturbed, " + disconnectedAfter + ")");
        }
    }

    /** The values of the RFCs. */
    public static IceSettings standard() {
        return new IceSettings(
                Duration.ofMillis(50),
                Duration.ofMillis(500),
                Duration.ofSeconds(2),
                16,
                Duration.ofMillis(300),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Duration.ofSeconds(12),
                Duration.ofSeconds(30),
                64);
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("ICE " + name + ": " + value + " (expected: more than zero)");
        }
    }
}
