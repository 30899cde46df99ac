package dev.parley.rtc.ice;

import dev.parley.rtc.stun.TransactionId;

/** One connectivity check on its way: a STUN transaction with its retransmissions (RFC 8489 §6.2.1). */
final class Check {
    private final CandidatePair pair;
    private final TransactionId id;
    private final byte[] packet;
    private final IceRole role;
    private final boolean nominating;
    private final IceSettings settings;

    private int transmissions;
    private long waitMillis;
    private long dueMillis;
    private boolean abandoned;

    Check(CandidatePair pair, TransactionId id, byte[] packet, IceRole role, boolean nominating, IceSettings settings) {
        this.pair = pair;
        this.id = id;
        this.packet = packet;
        this.role = role;
        this.nominating = nominating;
        this.settings = settings;
        this.waitMillis = settings.retransmission().toMillis();
    }

    CandidatePair pair() {
        return pair;
    }

    TransactionId id() {
        return id;
    }

    /** The role we had when it was sent. */
    IceRole role() {
        return role;
    }

    boolean nominating() {
        return nominating;
    }

    boolean abandoned() {
        return abandoned;
    }

    long dueMillis() {
        return dueMillis;
    }

    /** Replaced by a newer check: not sent again and its silence means nothing, but a response still counts. */
    void abandon() {
        abandoned = true;
    }

    /** Whether the time for a response is over, after the last attempt. */
    boolean expired(long nowMillis) {
        return nowMillis >= dueMillis && (abandoned || transmissions >= settings.transmissions());
    }

    boolean due(long nowMillis) {
        return nowMillis >= dueMillis && !abandoned;
    }

    void transmit(long nowMillis, IceTransport transport) {
        transmissions++;
        dueMillis = nowMillis + waitMillis;
        waitMillis = Math.min(2 * waitMillis, settings.longestRetransmission().toMillis());
        transport.send(packet.clone(), pair.target());
    }
}
