package dev.parley.testkit.fuzz;

/** The one place where the fuzzer reads the machine's clock: for how long it runs, and for seeds that differ. */
final class FuzzClock {
    private FuzzClock() {}

    static long nanos() {
        return System.nanoTime();
    }
}
