package dev.parley.bench.realtime.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What {@code /proc} tells of a process and its descendants together. */
public final class ProcessTree {
    private static final Path PROC = Path.of("/proc");
    private static final Pattern RESIDENT = Pattern.compile("^Rss:\\s+(\\d+) kB", Pattern.MULTILINE);
    private static final Pattern PROPORTIONAL = Pattern.compile("^Pss:\\s+(\\d+) kB", Pattern.MULTILINE);

    private ProcessTree() {}

    /** Processor time of each living thread so far, in nanoseconds, by its number. */
    static Map<String, Long> threadNanos(ProcessHandle root) {
        Map<String, Long> nanos = new HashMap<>();
        for (Path process : folders(root)) {
            for (Path thread : children(process.resolve("task"))) {
                read(thread.resolve("schedstat"))
                        .ifPresent(text -> nanos.put(thread.getFileName().toString(), runNanos(text)));
            }
        }
        return nanos;
    }

    /** Memory that is in use, in MiB. */
    static double residentMib(ProcessHandle root) {
        return mib(root, RESIDENT);
    }

    /** The same, with what several processes share counted once, in MiB. */
    public static double proportionalMib(ProcessHandle root) {
        return mib(root, PROPORTIONAL);
    }

    private static double mib(ProcessHandle root, Pattern which) {
        return folders(root).stream()
                .flatMap(process -> read(process.resolve("smaps_rollup")).stream())
                .mapToDouble(text -> kib(text, which) / 1024)
                .sum();
    }

    static long runNanos(String schedstat) {
        return Long.parseLong(schedstat.substring(0, schedstat.indexOf(' ')));
    }

    static double residentKib(String rollup) {
        return kib(rollup, RESIDENT);
    }

    private static double kib(String rollup, Pattern which) {
        Matcher found = which.matcher(rollup);
        return found.find() ? Double.parseDouble(found.group(1)) : 0;
    }

    private static List<Path> folders(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants())
                .map(process -> PROC.resolve(String.valueOf(process.pid())))
                .toList();
    }

    private static List<Path> children(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        } catch (NoSuchFileException ended) {
            return List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Empty if the process or thread has just ended. */
    private static Optional<String> read(Path file) {
        try {
            String text = Files.readString(file);
            return text.isBlank() ? Optional.empty() : Optional.of(text);
        } catch (IOException ended) {
            return Optional.empty();
        }
    }
}
