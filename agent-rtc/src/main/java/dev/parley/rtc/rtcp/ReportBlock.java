package dev.parley.rtc.rtcp;

import java.util.OptionalLong;

/**
 * How one source is received (RFC 3550 §6.4.1).
 *
 * @param fractionLost since the last report, in 1/256
 * @param lost since the start, −2²³ to 2²³−1
 * @param highest extended highest sequence number, unsigned 32 bits
 * @param jitter in units of the payload's clock
 * @param lastReport middle 32 bits of the last sender report's time, 0 if none came
 * @param delay since that report came, in 1/65536 s
 */
public record ReportBlock(int ssrc, int fractionLost, int lost, long highest, long jitter, int lastReport, int delay) {
    private static final int LOST_LIMIT = 1 << 23;

    public ReportBlock {
        fractionLost = Math.max(0, Math.min(255, fractionLost));
        lost = Math.max(-LOST_LIMIT, Math.min(LOST_LIMIT - 1, lost));
        highest &= 0xFFFFFFFFL;
        jitter &= 0xFFFFFFFFL;
    }

    /**
     * The round trip in milliseconds; empty if the other side has seen no report of ours, or the figures make no sense.
     *
     * @param nowNtp when the block came, as 32.32 fixed point seconds since 1900
     */
    public OptionalLong roundTripMillis(long nowNtp) {
        if (lastReport == 0) {
            return OptionalLong.empty();
        }
        int units = (int) (nowNtp >>> 16) - lastReport - delay;
        return units < 0 ? OptionalLong.empty() : OptionalLong.of(units * 1000L / 65536);
    }
}
