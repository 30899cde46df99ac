package dev.parley.turn;

import java.time.Duration;

/**
 * What options' durations have to keep to. Apart from the options, which hold each other as their defaults: to ask one of them
 * while another is being loaded would give those defaults too early.
 */
final class Durations {
    private Durations() {}

    static void requireNotNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: zero or more)");
        }
    }
}
