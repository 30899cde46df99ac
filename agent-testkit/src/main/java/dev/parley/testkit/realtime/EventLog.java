package dev.parley.testkit.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** The last 20,000 events of one direction, oldest first; older ones are dropped and counted. Thread-safe. */
final class EventLog {
    private static final int KEPT = 20_000;

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<WireEvent> events = new ArrayDeque<>();
    private long dropped;

    EventLog(InstantSource clock) {
        this.clock = clock;
    }

    void add(int connection, JsonNode event) {
        WireEvent entry = new WireEvent(connection, clock.instant(), withoutAudio(event));
        lock.lock();
        try {
            if (events.size() == KEPT) {
                events.remove();
                dropped++;
            }
            events.add(entry);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static JsonNode withoutAudio(JsonNode event) {
        String type = event.path("type").asText();
        String field = type.equals("input_audio_buffer.append") ? "audio" : type.endsWith("audio.delta") ? "delta" : "";
        if (field.isEmpty() || !event.path(field).isTextual()) {
            return event.deepCopy();
        }
        ObjectNode copy = event.deepCopy();
        return copy.put(field, "<" + event.path(field).asText().length() / 4 * 3 + " bytes>");
    }

    List<WireEvent> all() {
        lock.lock();
        try {
            return List.copyOf(events);
        } finally {
            lock.unlock();
        }
    }

    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /** The first event that fits, which may have gone already; empty if none has by the deadline. */
    Optional<WireEvent> await(Predicate<WireEvent> wanted, Duration deadline) throws InterruptedException {
        long left = deadline.toNanos();
        lock.lock();
        try {
            while (true) {
                Optional<WireEvent> found = events.stream().filter(wanted).findFirst();
                if (found.isPresent() || left <= 0) {
                    return found;
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
