package dev.parley.rtc.sctp;

/** RTO from measured round trips (RFC 9260 §6.3.1, §6.3.3). */
final class RetransmissionTimeout {
    private final long least;
    private final long most;
    private double smoothed = -1;
    private double variation;
    private long timeout;

    RetransmissionTimeout(SctpSettings settings) {
        least = settings.leastRto().toMillis();
        most = settings.mostRto().toMillis();
        timeout = settings.initialRto().toMillis();
    }

    long millis() {
        return timeout;
    }

    void measured(long roundTripMillis) {
        if (smoothed < 0) {
            smoothed = roundTripMillis;
            variation = roundTripMillis / 2.0;
        } else {
            variation = 0.75 * variation + 0.25 * Math.abs(smoothed - roundTripMillis);
            smoothed = 0.875 * smoothed + 0.125 * roundTripMillis;
        }
        progressed();
    }

    /**
     * Something new has arrived: back-off ends, as TCP does (RFC 6298 §5 leaves it open). Else a path with much loss would keep
     * the longest timeout, since nothing is measured on what was sent twice.
     */
    void progressed() {
        if (smoothed >= 0) {
            timeout = bounded((long) (smoothed + 4 * variation));
        }
    }

    void backOff() {
        timeout = bounded(2 * timeout);
    }

    private long bounded(long millis) {
        return Math.max(least, Math.min(most, millis));
    }
}
