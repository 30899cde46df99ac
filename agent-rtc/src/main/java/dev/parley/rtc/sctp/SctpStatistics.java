package dev.parley.rtc.sctp;

/**
 * Figures of one association.
 *
 * @param malformed packets or chunks that could not be read, or had the wrong checksum or tag
 * @param duplicates chunks that had come before
 * @param refused chunks for which there was no room
 * @param retransmissions chunks sent again
 * @param abandoned messages given up for their reliability
 * @param bufferedBytes waiting or in flight
 * @param heldBytes received and not yet delivered
 * @param congestionWindow bytes that may fly
 */
public record SctpStatistics(
        long malformed,
        long duplicates,
        long refused,
        long retransmissions,
        long abandoned,
        int bufferedBytes,
        int heldBytes,
        int congestionWindow) {}
