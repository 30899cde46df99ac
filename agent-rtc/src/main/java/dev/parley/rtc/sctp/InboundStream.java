package dev.parley.rtc.sctp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Ordered messages of one stream that wait for their turn (RFC 9260 §6.6). */
final class InboundStream {
    private final Map<Integer, InboundMessage> early = new HashMap<>();
    private int expected;

    /** The messages whose turn it is now that this one has come; empty if it must wait. */
    List<InboundMessage> arrived(InboundMessage message) {
        if (behind(message.sequence())) {
            return List.of();
        }
        early.putIfAbsent(message.sequence(), message);
        return ready();
    }

    /** The messages whose turn it is now that everything up to this number is given up. */
    List<InboundMessage> skipTo(int last) {
        List<InboundMessage> freed = new ArrayList<>();
        while (!behind(last)) {
            InboundMessage message = early.remove(expected);
            if (message != null) {
                freed.add(message);
            }
            if (early.isEmpty()) {
                expected = (last + 1) & 0xFFFF;
                break;
            }
            expected = (expected + 1) & 0xFFFF;
        }
        freed.addAll(ready());
        return freed;
    }

    private List<InboundMessage> ready() {
        List<InboundMessage> ready = new ArrayList<>(1);
        for (InboundMessage next = early.remove(expected); next != null; next = early.remove(expected)) {
            ready.add(next);
            expected = (expected + 1) & 0xFFFF;
        }
        return ready;
    }

    private boolean behind(int sequence) {
        return (short) (sequence - expected) < 0;
    }
}
