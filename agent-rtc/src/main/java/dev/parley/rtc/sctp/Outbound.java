package dev.parley.rtc.sctp;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sending half: fragments messages, sends what windows allow, sends again what got lost, gives up what may be given up
 * (RFC 9260 §6, RFC 3758 §3.5).
 */
final class Outbound {
    private static final long NEVER = Long.MAX_VALUE;
    private static final int REPORTS_FOR_LOSS = 3;

    private final SctpSettings settings;
    private final RetransmissionTimeout rto;
    private final CongestionWindow congestion;
    private final Deque<OutboundMessage> waiting = new ArrayDeque<>();
    private final Deque<OutboundChunk> sent = new ArrayDeque<>();
    private final Map<Integer, Integer> nextSequence = new HashMap<>();
    private final boolean mayForward;

    private long nextTsn;
    private long cumulative;
    private long forwarded;
    private int bufferedBytes;
    private int flyingBytes;
    private long peerWindow;
    private long timerMillis = NEVER;
    private long newestSentMillis;
    private boolean ambiguous;
    private @Nullable OutboundMessage rest;
    private boolean forwardDue;
    private int timeouts;
    private long retransmissions;
    private long abandoned;

    Outbound(SctpSettings settings, RetransmissionTimeout rto, int firstTsn, long peerWindow, boolean mayForward) {
        this.settings = settings;
        this.rto = rto;
        this.nextTsn = firstTsn & 0xFFFFFFFFL;
        this.cumulative = nextTsn - 1;
        this.forwarded = cumulative;
        this.peerWindow = peerWindow;
        this.mayForward = mayForward;
        this.congestion = new CongestionWindow(settings.maxPacket(), (int) Math.min(peerWindow, Integer.MAX_VALUE));
    }

    // --- messages in ---

    /** False if there is no room. */
    boolean offer(OutboundMessage message) {
        if (bufferedBytes + message.data().length > settings.sendBuffer()) {
            return false;
        }
        bufferedBytes += message.data().length;
        waiting.add(message);
        return true;
    }

    // --- chunks out ---

    /** Sends what is due and allowed. */
    void transmit(long nowMillis, PacketWriter writer) {
        expire(nowMillis);
        advanceForwardPoint();
        if (forwardDue) {
            forwardDue = false;
            writer.chunk(Chunk.FORWARD_TSN, 0, forwardBody());
            startTimer(nowMillis);
        }
        resendLost(nowMillis, writer);
        sendNew(nowMillis, writer);
    }

    private void resendLost(long nowMillis, PacketWriter writer) {
        for (OutboundChunk chunk : sent) {
            if (!chunk.lost || chunk.acknowledged || chunk.message().abandoned()) {
                continue;
            }
            if (flyingBytes > 0 && flyingBytes + chunk.length() > congestion.bytes()) {
                return;
            }
            chunk.lost = false;
            retransmissions++;
            send(nowMillis, chunk, writer);
        }
    }

    private void sendNew(long nowMillis, PacketWriter writer) {
        for (OutboundMessage message = waiting.peek(); message != null; message = waiting.peek()) {
            int length = Math.min(settings.fragment(), message.remaining());
            boolean roomInNetwork = flyingBytes == 0 || flyingBytes + length <= congestion.bytes();
            boolean roomAtPeer = flyingBytes == 0 || length <= peerWindow;
            if (!roomInNetwork || !roomAtPeer) {
                return;
            }
            if (!message.started() && message.ordered()) {
                message.sequence(nextSequence.merge(message.stream(), 1, Integer::sum) - 1);
            }
            OutboundChunk chunk = message.fragment(nextTsn++, settings.fragment());
            sent.add(chunk);
            send(nowMillis, chunk, writer);
            if (message.remaining() == 0) {
                waiting.poll();
            }
        }
    }

    private void send(long nowMillis, OutboundChunk chunk, PacketWriter writer) {
        chunk.sentMillis = nowMillis;
        chunk.transmissions++;
        chunk.missingReports = 0;
        flyingBytes += chunk.length();
        peerWindow = Math.max(0, peerWindow - chunk.length());
        writer.data(chunk);
        startTimer(nowMillis);
    }

    private void startTimer(long nowMillis) {
        if (timerMillis == NEVER) {
            timerMillis = nowMillis + rto.millis();
        }
    }

    // --- acknowledgements in ---

    /** False if it acknowledges what was never sent (RFC 9260 §6.2.1). */
    boolean acknowledged(long nowMillis, SelectiveAck ack) {
        long reached = SerialNumber.unwrap(cumulative, ack.cumulative());
        if (reached >= nextTsn) {
            return false;
        }
        if (reached < cumulative) {
            return true;
        }
        boolean fullyUsed = flyingBytes + settings.fragment() > congestion.bytes();
        newestSentMillis = -1;
        ambiguous = false;
        int bytes = 0;
        boolean advanced = reached > cumulative;
        while (!sent.isEmpty() && sent.peek().tsn() <= reached) {
            OutboundChunk chunk = sent.poll();
            bytes += acknowledge(chunk);
            bufferedBytes -= chunk.length();
        }
        cumulative = reached;
        forwarded = Math.max(forwarded, cumulative);
        long highest = acknowledgeGaps(ack, reached);
        measure(nowMillis);
        reportMissing(highest);
        if (advanced) {
            congestion.acknowledged(bytes, fullyUsed, cumulative, flyingBytes);
            timeouts = 0;
            rto.progressed();
            timerMillis = NEVER;
        }
        peerWindow = Math.max(0, ack.window() - flyingBytes);
        advanceForwardPoint();
        if (sent.isEmpty() && !awaitsForward()) {
            timerMillis = NEVER;
        } else {
            startTimer(nowMillis);
        }
        return true;
    }

    /**
     * Once per acknowledgement, on what was sent last (§6.3.1 C4, C5). Not if anything in it was sent twice: then the others may
     * have waited for that.
     */
    private void measure(long nowMillis) {
        if (newestSentMillis >= 0 && !ambiguous) {
            rto.measured(nowMillis - newestSentMillis);
        }
    }

    private int acknowledge(OutboundChunk chunk) {
        if (chunk.acknowledged) {
            return 0;
        }
        if (chunk.flying()) {
            flyingBytes -= chunk.length();
        }
        chunk.acknowledged = true;
        if (chunk.transmissions > 1) {
            ambiguous = true;
        }
        newestSentMillis = Math.max(newestSentMillis, chunk.sentMillis);
        return chunk.length();
    }

    /** Returns the highest TSN that is newly acknowledged, or the cumulative one. */
    private long acknowledgeGaps(SelectiveAck ack, long reached) {
        long highest = reached;
        var gaps = ack.gaps().iterator();
        SelectiveAck.Gap gap = gaps.hasNext() ? gaps.next() : null;
        for (OutboundChunk chunk : sent) {
            while (gap != null && chunk.tsn() > reached + gap.end()) {
                gap = gaps.hasNext() ? gaps.next() : null;
            }
            if (gap == null) {
                break;
            }
            if (chunk.tsn() >= reached + gap.start() && !chunk.acknowledged) {
                acknowledge(chunk);
                highest = chunk.tsn();
            }
        }
        return highest;
    }

    /** Counts reports against what was sent before the newest arrival (RFC 9260 §7.2.4). */
    private void reportMissing(long highest) {
        boolean lost = false;
        for (OutboundChunk chunk : sent) {
            if (chunk.tsn() >= highest) {
                break;
            }
            if (chunk.flying() && ++chunk.missingReports >= REPORTS_FOR_LOSS && !chunk.fastRetransmitted) {
                chunk.fastRetransmitted = true;
                markLost(chunk);
                lost = true;
            }
        }
        if (lost) {
            congestion.fastRetransmit(nextTsn - 1);
        }
    }

    private void markLost(OutboundChunk chunk) {
        flyingBytes -= chunk.length();
        chunk.lost = true;
        if (chunk.message().exhausted(chunk.transmissions - 1)) {
            abandon(chunk.message());
        }
    }

    // --- giving up ---

    private void expire(long nowMillis) {
        if (!mayForward) {
            return;
        }
        for (OutboundChunk chunk : sent) {
            OutboundMessage message = chunk.message();
            if (!chunk.acknowledged && !message.abandoned() && message.expired(nowMillis)) {
                abandon(message);
            }
        }
        for (OutboundMessage next = waiting.peek(); next != null && next.expired(nowMillis); next = waiting.peek()) {
            abandon(next);
        }
    }

    private void abandon(OutboundMessage message) {
        if (!mayForward || message.abandoned()) {
            return;
        }
        for (OutboundChunk chunk : sent) {
            if (chunk.message() == message && chunk.flying()) {
                flyingBytes -= chunk.length();
            }
        }
        if (waiting.peek() == message) {
            waiting.poll();
            dropRest(message);
        }
        message.abandon();
        abandoned++;
    }

    /**
     * If the beginning was sent, the rest takes a TSN that is never sent: else the other side, having acknowledged the beginning,
     * would wait for the rest for ever.
     */
    private void dropRest(OutboundMessage message) {
        if (message.started()) {
            rest = message;
        } else {
            bufferedBytes -= message.remaining();
        }
    }

    /** RFC 3758 §3.5 C1, C2: skips over what is abandoned at the front. */
    private void advanceForwardPoint() {
        if (rest != null) {
            sent.add(rest.fragment(nextTsn++, rest.remaining()));
            rest = null;
        }
        long point = Math.max(forwarded, cumulative);
        for (OutboundChunk chunk : sent) {
            if (chunk.tsn() != point + 1 && chunk.tsn() > point) {
                break;
            }
            if (chunk.tsn() > point) {
                if (!chunk.message().abandoned()) {
                    break;
                }
                point = chunk.tsn();
            }
        }
        if (point > forwarded) {
            forwarded = point;
            forwardDue = true;
        }
    }

    private boolean awaitsForward() {
        return forwarded > cumulative;
    }

    /** The new point, and for each stream the last sequence number that is skipped (RFC 3758 §3.2). */
    private byte[] forwardBody() {
        Map<Integer, Integer> skipped = new LinkedHashMap<>();
        for (OutboundChunk chunk : sent) {
            if (chunk.tsn() <= forwarded
                    && chunk.message().abandoned()
                    && chunk.message().ordered()) {
                skipped.put(chunk.message().stream(), chunk.message().sequence());
            }
        }
        int most = Math.min(skipped.size(), (settings.maxPacket() - 64) / 4);
        ByteBuffer body = ByteBuffer.allocate(4 + 4 * most).putInt((int) forwarded);
        skipped.entrySet().stream()
                .limit(most)
                .forEach(entry -> body.putShort(entry.getKey().shortValue())
                        .putShort(entry.getValue().shortValue()));
        return body.array();
    }

    // --- time ---

    long timerMillis() {
        return timerMillis;
    }

    /** T3-rtx (RFC 9260 §6.3.3); false if it has gone off too often in a row. */
    boolean timerExpired() {
        timerMillis = NEVER;
        timeouts++;
        rto.backOff();
        congestion.timedOut();
        for (OutboundChunk chunk : sent) {
            chunk.fastRetransmitted = false;
            if (chunk.flying()) {
                markLost(chunk);
            }
        }
        forwardDue = awaitsForward();
        return timeouts <= settings.maxRetransmissions();
    }

    // --- streams and figures ---

    boolean hasWaiting(int stream) {
        return waiting.stream().anyMatch(message -> message.stream() == stream);
    }

    void resetSequence(int stream) {
        nextSequence.remove(stream);
    }

    long lastTsn() {
        return nextTsn - 1;
    }

    boolean idle() {
        return waiting.isEmpty() && sent.isEmpty();
    }

    int bufferedBytes() {
        return bufferedBytes;
    }

    long retransmissions() {
        return retransmissions;
    }

    long abandoned() {
        return abandoned;
    }

    int window() {
        return congestion.bytes();
    }
}
