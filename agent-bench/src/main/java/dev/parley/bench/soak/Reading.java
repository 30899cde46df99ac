package dev.parley.bench.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the process holds at one moment, after a collection. Memory in MiB; what the system doesn't tell is 0.
 *
 * @param heap reachable objects
 * @param nativeMemory what the JVM has taken outside of the heap, if started with {@code -XX:NativeMemoryTracking=summary}
 * @param resident what the operating system counts
 * @param threads live threads but for those of pools
 * @param handles open files and sockets
 * @param sockets those of them that are sockets
 */
record Reading(double heap, double nativeMemory, double resident, int threads, int handles, int sockets) {
    private static final Path HANDLES = Path.of("/proc/self/fd");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern COMMITTED = Pattern.compile("committed=(\\d+)KB");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern POOLS = Pattern.compile(".*dispatcher.*|ForkJoinPool.*|rtc-handshake.*|pool-\\d+.*");
    private static final double KIB = 1024;

    /** Takes one; the live objects were counted just before, so garbage is gone. */
    static Reading now() {
        List<String> handles = openHandles();
        return new Reading(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / KIB / KIB,
                nativeKib() / KIB,
                residentKib() / KIB,
                ownThreads(),
                handles.size(),
                (int) handles.stream()
                        .filter(handle -> handle.startsWith("socket:"))
                        .count());
    }

    private static long nativeKib() {
        String summary = Diagnostics.run("vmNativeMemory", "summary");
        int heap = summary.indexOf("Java Heap");
        return heap < 0 ? 0 : committed(summary, summary.indexOf("Total:")) - committed(summary, heap);
    }

    private static long committed(String summary, int from) {
        Matcher found = COMMITTED.matcher(summary);
        return found.find(from) ? Long.parseLong(found.group(1)) : 0;
    }

    private static long residentKib() {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        try {
            Matcher found = RESIDENT.matcher(Files.readString(STATUS));
            return found.find() ? Long.parseLong(found.group(1)) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + STATUS, e);
        }
    }

    private static int ownThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !POOLS.matcher(thread.getName()).matches())
                .count();
    }

    private static List<String> openHandles() {
        if (!Files.isDirectory(HANDLES)) {
            return List.of();
        }
        try (Stream<Path> open = Files.list(HANDLES)) {
            return open.map(Reading::target).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + HANDLES, e);
        }
    }

    /** One may be closed between being listed and being read. */
    private static String target(Path handle) {
        try {
            return Files.readSymbolicLink(handle).toString();
        } catch (IOException closed) {
            return "";
        }
    }

    static String titles() {
        return String.format(
                "%-12s %10s %12s %12s %8s %8s %8s",
                "", "heap MiB", "native MiB", "RSS MiB", "threads", "handles", "sockets");
    }

    String row(String title) {
        return String.format(
                Locale.ROOT,
                "%-12s %10.1f %12.1f %12.1f %8d %8d %8d",
                title,
                heap,
                nativeMemory,
                resident,
                threads,
                handles,
                sockets);
    }
}
