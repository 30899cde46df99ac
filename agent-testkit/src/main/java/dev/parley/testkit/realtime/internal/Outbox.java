package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Collects what a step of the machine wants done, and gives ids and server events their form. */
final class Outbox {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final int connection;
    private List<Effect> effects = new ArrayList<>();
    private long ids;

    Outbox(int connection) {
        this.connection = connection;
    }

    /** An id such as {@code item_2_00017}: unique over the server's connections, and the same in each run. */
    String id(String prefix) {
        return String.format("%s_%d_%05d", prefix, connection, ++ids);
    }

    /** A server event to fill in and send. */
    ObjectNode event(String type) {
        return NODES.objectNode().put("type", type).put("event_id", id("event"));
    }

    /** An object to fill in. */
    ObjectNode object() {
        return NODES.objectNode();
    }

    void send(ObjectNode event) {
        effects.add(new Effect.Send(event));
    }

    void send(Problem problem, String clientEventId) {
        ObjectNode event = event("error");
        event.set("error", problem.toJson(clientEventId));
        send(event);
    }

    void setAlarm(Alarm alarm, Duration delay) {
        effects.add(new Effect.SetAlarm(alarm, delay));
    }

    void clearAlarm(Alarm alarm) {
        effects.add(new Effect.ClearAlarm(alarm));
    }

    void want(Effect effect) {
        effects.add(effect);
    }

    /** What has been collected since it was asked last. */
    List<Effect> take() {
        List<Effect> taken = effects;
        effects = new ArrayList<>();
        return taken;
    }
}
