package dev.parley.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another process does, which no future tells. */
final class Waiting {
    private static final long SECONDS = 60;

    private Waiting() {}

    static void until(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + SECONDS + " s: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** The first line of a log that has all these parts. */
    static String forLine(Supplier<String> log, String... parts) throws InterruptedException {
        until("a line with " + List.of(parts), () -> line(log, parts).isPresent());
        return line(log, parts).orElseThrow();
    }

    private static Optional<String> line(Supplier<String> log, String... parts) {
        return log.get()
                .lines()
                .filter(line -> Arrays.stream(parts).allMatch(line::contains))
                .findFirst();
    }
}
