package dev.parley.bench.realtime.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * How much processor time has gone where, up to a moment.
 *
 * @param at nanoseconds of the monotonic clock
 * @param client of each thread of the client's processes
 * @param server of each thread of the server's
 * @param machine seconds in which any processor was at work for anybody
 */
public record ProcessorTime(long at, Map<String, Long> client, Map<String, Long> server, double machine) {
    private static final double TICKS_A_SECOND = 100;

    public static ProcessorTime read(ProcessHandle client, ProcessHandle server) throws IOException {
        return new ProcessorTime(
                System.nanoTime(),
                ProcessTree.threadNanos(client),
                ProcessTree.threadNanos(server),
                busySeconds(Files.readString(Path.of("/proc/stat"))));
    }

    /**
     * Between two moments.
     *
     * @param seconds that went by
     * @param client its processor time in seconds
     * @param others processor time in seconds of all but client and server
     */
    public record Used(double seconds, double client, double others) {}

    public Used since(ProcessorTime begin) {
        double own = seconds(begin.client, client);
        double all = machine - begin.machine;
        return new Used((at - begin.at) / 1e9, own, Math.max(0, all - own - seconds(begin.server, server)));
    }

    /** A thread that has ended in between takes with it what it did. */
    private static double seconds(Map<String, Long> before, Map<String, Long> after) {
        return after.entrySet().stream()
                        .mapToLong(thread -> thread.getValue() - before.getOrDefault(thread.getKey(), 0L))
                        .sum()
                / 1e9;
    }

    /** User, nice, system, and both kinds of interrupts; not idle, waiting for disks, or taken by another machine. */
    static double busySeconds(String stat) {
        String[] ticks = stat.lines().findFirst().orElse("").trim().split("\\s+", -1);
        double sum = 0;
        for (int column : new int[] {1, 2, 3, 6, 7}) {
            sum += Double.parseDouble(ticks[column]);
        }
        return sum / TICKS_A_SECOND;
    }
}
