package dev.parley.testkit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** When a scripted caller was not listened to. */
final class MutedTimes {
    private final List<Span> spans = new ArrayList<>();

    /** One mute; it ends at {@link Instant#MAX} while it lasts. */
    private record Span(Instant from, Instant to) {}

    void begin(Instant at) {
        spans.add(new Span(at, Instant.MAX));
    }

    void end(Instant at) {
        int last = spans.size() - 1;
        spans.set(last, new Span(spans.get(last).from(), at));
    }

    /** Whether nothing between these times was muted. */
    boolean heardInFull(Instant from, Instant to) {
        return spans.stream()
                .noneMatch(span -> span.from().isBefore(to) && span.to().isAfter(from));
    }
}
