package dev.parley.session.internal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** Names for actors from ids of any kind; unique, since an id may come again before its actor is quite gone. */
final class ActorNames {
    private static final AtomicLong SERIAL = new AtomicLong();

    private ActorNames() {}

    static String of(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8) + "-" + SERIAL.incrementAndGet();
    }
}
