package dev.parley.samples.orderdesk;

import dev.parley.samples.orderdesk.Order.Address;
import dev.parley.samples.orderdesk.Order.Line;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** An order in the book. */
record StoredOrder(
        long number,
        String callId,
        List<Line> lines,
        BigDecimal total,
        String phone,
        Address address,
        Instant placedAt) {
    StoredOrder {
        lines = List.copyOf(lines);
    }
}
