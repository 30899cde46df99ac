package dev.parley.bench.realtime.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What another JVM's heap holds once all garbage is collected, as its {@code jcmd} tells. */
final class LiveHeap {
    private static final double MIB = 1 << 20;
    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(?<bytes>\\d+)\\s*");

    private LiveHeap() {}

    static double mib(ProcessHandle jvm) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(jvm.pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        List<String> lines = jcmd.inputReader(StandardCharsets.UTF_8).lines().toList();
        jcmd.waitFor();
        return mib(lines);
    }

    /** Of the histogram's last line. */
    static double mib(List<String> lines) throws IOException {
        for (String line : lines) {
            Matcher total = TOTAL.matcher(line);
            if (total.matches()) {
                return Long.parseLong(total.group("bytes")) / MIB;
            }
        }
        throw new IOException("jcmd: " + String.join("\n", lines) + " (expected: a histogram with a total)");
    }
}
