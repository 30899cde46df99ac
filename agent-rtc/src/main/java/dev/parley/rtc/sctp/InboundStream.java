package dev.parley.rtc.sctp;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Ordered messages of one stream that wait for their turn (RFC 9260 §6.6); their numbers are counted on where they wrap. */
final class InboundStream {
    private final NavigableMap<Long, InboundMessage> early = new TreeMap<>();
    private long expected;

    /** Whether this number's turn is still to come, and no message waits for it. */
    boolean awaits(int sequence) {
        long number = unwrapped(sequence);
        return number >= expected && !early.containsKey(number);
    }

    /** The messages whose turn it is now that this awaited one has come; empty if it must wait. */
    List<InboundMessage> arrived(InboundMessage message) {
        early.put(unwrapped(message.sequence()), message);
        return ready();
    }

    /** The messages whose turn it is now that everything up to this number is given up. */
    List<InboundMessage> skipTo(int last) {
        long number = unwrapped(last);
        if (number < expected) {
            return List.of();
        }
        NavigableMap<Long, InboundMessage> over = early.headMap(number, true);
        List<InboundMessage> freed = new ArrayList<>(over.values());
        over.clear();
        expected = number + 1;
        freed.addAll(ready());
        return freed;
    }

    /** Those that wait. */
    Collection<InboundMessage> waiting() {
        return early.values();
    }

    private List<InboundMessage> ready() {
        List<InboundMessage> ready = new ArrayList<>(1);
        for (InboundMessage next = early.remove(expected); next != null; next = early.remove(expected)) {
            ready.add(next);
            expected++;
        }
        return ready;
    }

    private long unwrapped(int sequence) {
        return expected + (short) (sequence - (int) expected);
    }
}
