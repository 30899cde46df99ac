package dev.parley.rtc.sctp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The receiving half: what has arrived, putting messages together, delivering them in order (RFC 9260 §6.2, §6.6, §6.9, RFC 3758
 * §3.6). Holds at most twice the receive buffer, whatever the other side sends.
 */
final class Inbound {
    /** Farther ahead than any sender gets within our window. */
    private static final int MOST_AHEAD = 4096;

    private static final int MOST_STREAMS = 1024;
    private static final int OVERHEAD = 64;

    private final SctpSettings settings;
    private final NavigableSet<Long> ahead = new TreeSet<>();
    private final Reassembly reassembly = new Reassembly();
    private final Map<Integer, InboundStream> streams = new HashMap<>();
    private final List<InboundMessage> delivered = new ArrayList<>();
    private long cumulative;
    private int held;
    private long duplicates;
    private long refused;

    /** What the association has to do about a chunk. */
    enum Outcome {
        ACCEPTED,
        /** Tell the other side at once: a gap, a duplicate, no room. */
        URGENT,
        /** The other side breaks the rules; end it. */
        VIOLATION
    }

    Inbound(SctpSettings settings, int firstTsn) {
        this.settings = settings;
        this.cumulative = (firstTsn & 0xFFFFFFFFL) - 1;
    }

    /** Takes a DATA chunk; whole messages are in {@link #takeDelivered} afterwards. */
    Outcome data(int flags, ByteBuffer body) {
        if (body.remaining() <= Chunk.DATA_HEADER) {
            return Outcome.VIOLATION; // No user data (§6.2).
        }
        long tsn = SerialNumber.unwrap(cumulative, body.getInt());
        if (tsn <= cumulative || ahead.contains(tsn)) {
            duplicates++;
            return Outcome.URGENT;
        }
        if (!hasRoom(tsn, body.remaining())) {
            refused++;
            return Outcome.URGENT;
        }
        Fragment fragment = new Fragment(flags, body);
        held += fragment.data().length + OVERHEAD;
        boolean gap = !ahead.isEmpty() || tsn != cumulative + 1;
        ahead.add(tsn);
        advance();
        Reassembly.Run run = reassembly.add(tsn, fragment);
        if (run.bytes() > settings.maxMessage()) {
            return Outcome.VIOLATION;
        }
        if (run.isWhole()) {
            complete(run);
        }
        return gap ? Outcome.URGENT : Outcome.ACCEPTED;
    }

    /** Beyond the window only what fills a gap is taken, else nothing could ever be completed. */
    private boolean hasRoom(long tsn, int bytes) {
        boolean fills = tsn == cumulative + 1 || (!ahead.isEmpty() && tsn < ahead.last());
        int bound = fills ? 2 * settings.receiveBuffer() : settings.receiveBuffer();
        return tsn - cumulative <= MOST_AHEAD && held + bytes <= bound;
    }

    private void advance() {
        while (!ahead.isEmpty() && ahead.first() == cumulative + 1) {
            ahead.pollFirst();
            cumulative++;
        }
    }

    private void complete(Reassembly.Run run) {
        reassembly.take(run);
        Fragment head = run.head();
        InboundMessage message = new InboundMessage(head.stream(), head.sequence(), head.protocol(), run.data());
        held += OVERHEAD - OVERHEAD * run.count();
        deliver(head.unordered() ? List.of(message) : arrived(message));
    }

    private List<InboundMessage> arrived(InboundMessage message) {
        boolean room = streams.size() < MOST_STREAMS || streams.containsKey(message.stream());
        if (!room || !stream(message.stream()).awaits(message.sequence())) {
            release(message);
            refused++;
            return List.of();
        }
        return stream(message.stream()).arrived(message);
    }

    private InboundStream stream(int id) {
        return streams.computeIfAbsent(id, unused -> new InboundStream());
    }

    private void deliver(List<InboundMessage> messages) {
        for (InboundMessage message : messages) {
            release(message);
            delivered.add(message);
        }
    }

    private void release(InboundMessage message) {
        held -= message.data().length + OVERHEAD;
    }

    /** FORWARD-TSN (RFC 3758 §3.6): do without everything up to the new point. False if it is malformed. */
    boolean forward(ByteBuffer body) {
        if (body.remaining() < 4 || body.remaining() % 4 != 0) {
            return false;
        }
        long point = SerialNumber.unwrap(cumulative, body.getInt());
        if (point - cumulative > MOST_AHEAD) {
            return false;
        }
        if (point > cumulative) {
            cumulative = point;
            ahead.headSet(point, true).clear();
            advance();
        }
        held -= reassembly.dropUpTo(point, OVERHEAD); // Parts of messages that will never be whole.
        while (body.hasRemaining()) {
            int id = body.getShort() & 0xFFFF;
            int last = body.getShort() & 0xFFFF;
            if (streams.containsKey(id) || streams.size() < MOST_STREAMS) {
                deliver(stream(id).skipTo(last));
            }
        }
        return true;
    }

    /** The other side starts these streams again at number 0 (RFC 6525 §5.2.2). */
    void reset(List<Integer> ids) {
        List<Integer> ended = ids.isEmpty() ? List.copyOf(streams.keySet()) : ids;
        for (int id : ended) {
            InboundStream stream = streams.remove(id);
            if (stream != null) {
                stream.waiting().forEach(this::release);
            }
        }
    }

    boolean reached(int tsn) {
        return SerialNumber.unwrap(cumulative, tsn) <= cumulative;
    }

    /** Messages whose turn has come, in order; the list is emptied. */
    List<InboundMessage> takeDelivered() {
        List<InboundMessage> taken = List.copyOf(delivered);
        delivered.clear();
        return taken;
    }

    SelectiveAck acknowledgement() {
        List<SelectiveAck.Gap> gaps = new ArrayList<>();
        long start = -1;
        long end = -1;
        for (long tsn : ahead) {
            if (tsn != end + 1 || start < 0) {
                addGap(gaps, start, end);
                start = tsn;
            }
            end = tsn;
        }
        addGap(gaps, start, end);
        return new SelectiveAck((int) cumulative, Math.max(0, settings.receiveBuffer() - held), gaps);
    }

    private void addGap(List<SelectiveAck.Gap> gaps, long start, long end) {
        if (start >= 0) {
            gaps.add(new SelectiveAck.Gap((int) (start - cumulative), (int) (end - cumulative)));
        }
    }

    int cumulativeTsn() {
        return (int) cumulative;
    }

    boolean hasGap() {
        return !ahead.isEmpty();
    }

    int held() {
        return held;
    }

    long duplicates() {
        return duplicates;
    }

    long refused() {
        return refused;
    }
}
