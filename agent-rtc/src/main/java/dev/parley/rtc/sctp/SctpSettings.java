package dev.parley.rtc.sctp;

import java.time.Duration;

/**
 * Timing and bounds of an association.
 *
 * @param maxPacket bytes of a packet inside DTLS
 * @param maxMessage largest message in bytes, both ways (RFC 8841 §6)
 * @param sendBuffer bytes that may wait or fly; more are refused
 * @param receiveBuffer bytes of incomplete and undelivered messages; told to the other side as its window
 * @param initialRto first retransmission timeout (RFC 9260 §16)
 * @param leastRto lower bound; 1 s in the RFC, less for people who wait
 * @param mostRto upper bound
 * @param maxRetransmissions in a row before the other side counts as gone
 * @param heartbeat idle time after which the other side is asked for a sign of life
 */
public record SctpSettings(
        int maxPacket,
        int maxMessage,
        int sendBuffer,
        int receiveBuffer,
        Duration initialRto,
        Duration leastRto,
        Duration mostRto,
        int maxRetransmissions,
        Duration heartbeat) {

    public SctpSettings {
        if (maxPacket < 512 || maxPacket > 1200) {
            throw new IllegalArgumentException("SCTP packet: " + maxPacket + " bytes (expected: 512 to 1200)");
        }
        if (maxMessage < 1 || maxMessage > sendBuffer || maxMessage > receiveBuffer) {
            throw new IllegalArgumentException(
                    "SCTP message: " + maxMessage + " bytes (expected: at least 1, and no more than either buffer)");
        }
        if (leastRto.toMillis() < 10 || mostRto.compareTo(leastRto) < 0 || initialRto.compareTo(mostRto) > 0) {
            throw new IllegalArgumentException("SCTP timeouts: " + leastRto + ", " + initialRto + ", " + mostRto
                    + " (expected: from 10 ms on, least, initial, most in order)");
        }
    }

    /** 1150-byte packets inside DTLS, messages up to 256 KiB, timeouts for a conversation. */
    public static SctpSettings dataChannels() {
        return new SctpSettings(
                1148,
                256 * 1024,
                1024 * 1024,
                512 * 1024,
                Duration.ofMillis(1000),
                Duration.ofMillis(200),
                Duration.ofSeconds(3),
                10,
                Duration.ofSeconds(30));
    }

    int fragment() {
        return (maxPacket - Chunk.COMMON_HEADER - Chunk.HEADER - Chunk.DATA_HEADER) & ~3;
    }
}
