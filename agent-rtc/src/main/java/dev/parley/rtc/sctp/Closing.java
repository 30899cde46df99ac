package dev.parley.rtc.sctp;

import java.nio.ByteBuffer;

/**
 * How an association ends with nothing lost (RFC 9260 §9.2).
 *
 * <pre>
 * OPEN ─ wanted, all sent ─▶ SHUTDOWN_SENT ─ SHUTDOWN ACK ─▶ over
 * OPEN, SHUTDOWN_SENT ─ SHUTDOWN, all sent ─▶ SHUTDOWN_ACK_SENT ─ SHUTDOWN COMPLETE ─▶ over
 * </pre>
 */
final class Closing {
    private enum Phase {
        OPEN,
        SHUTDOWN_SENT,
        SHUTDOWN_ACK_SENT
    }

    private final PacketWriter writer;
    private final HandshakeTimer timer;
    private Phase phase = Phase.OPEN;
    private boolean wanted;
    private boolean wantedByPeer;

    Closing(PacketWriter writer, HandshakeTimer timer) {
        this.writer = writer;
        this.timer = timer;
    }

    /** No message is taken any more; what was taken is still sent. */
    void want() {
        wanted = true;
    }

    boolean isWanted() {
        return wanted;
    }

    /** Messages may still be sent. */
    boolean isOpen() {
        return phase == Phase.OPEN;
    }

    /** All is sent: says goodbye if a side wants that. */
    void idle(long nowMillis, int cumulativeTsn) {
        if (phase == Phase.OPEN && (wanted || wantedByPeer)) {
            timer.answered();
            phase = wantedByPeer ? Phase.SHUTDOWN_ACK_SENT : Phase.SHUTDOWN_SENT;
            repeat(nowMillis, cumulativeTsn);
        }
    }

    /** Says again what was not answered. */
    void repeat(long nowMillis, int cumulativeTsn) {
        switch (phase) {
            case SHUTDOWN_SENT ->
                writer.chunk(
                        Chunk.SHUTDOWN,
                        0,
                        ByteBuffer.allocate(4).putInt(cumulativeTsn).array());
            case SHUTDOWN_ACK_SENT -> writer.chunk(Chunk.SHUTDOWN_ACK, 0, new byte[0]);
            case OPEN -> {
                return;
            }
        }
        writer.flush();
        timer.await(nowMillis);
    }

    /** Both may have begun at once: then this side answers as the other one does. */
    void onShutdown() {
        wantedByPeer = true;
        if (phase == Phase.SHUTDOWN_SENT) {
            phase = Phase.OPEN;
            timer.answered();
        }
    }

    void onShutdownAck() {
        writer.chunk(Chunk.SHUTDOWN_COMPLETE, 0, new byte[0]);
        writer.flush();
    }
}
