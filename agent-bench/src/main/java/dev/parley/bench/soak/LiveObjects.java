package dev.parley.bench.soak;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many reachable instances of each class there are; taking it collects garbage first.
 *
 * @param counts by class name
 */
record LiveObjects(Map<String, Long> counts) {
    private static final Pattern LINE = Pattern.compile("(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(\\S+)");

    /** What a connection is made of; the JVM's own classes come and go with its compilers. */
    private static final Pattern OURS = Pattern.compile(
            "(dev\\.parley(?!\\.bench)|akka|org\\.bouncycastle|org\\.jitsi|io\\.github\\.jaredmdobson|com\\.google\\.protobuf|sun\\.nio\\.ch)\\..*");

    LiveObjects {
        counts = Map.copyOf(counts);
    }

    static LiveObjects now() {
        Map<String, Long> counts = new HashMap<>();
        Matcher lines = LINE.matcher(Diagnostics.run("gcClassHistogram"));
        while (lines.find()) {
            if (OURS.matcher(lines.group(2)).matches()) {
                counts.merge(lines.group(2), Long.parseLong(lines.group(1)), Long::sum);
            }
        }
        return new LiveObjects(counts);
    }

    /** Classes of which there are at least this many more than before, and how many more. */
    Map<String, Long> grownSince(LiveObjects before, long least) {
        Map<String, Long> grown = new TreeMap<>();
        counts.forEach((name, count) -> {
            long more = count - before.counts().getOrDefault(name, 0L);
            if (more >= least) {
                grown.put(name, more);
            }
        });
        return grown;
    }
}
