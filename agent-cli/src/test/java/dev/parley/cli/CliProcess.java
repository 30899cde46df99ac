package dev.parley.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command line in a process of its own, as users have it. */
final class CliProcess implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/");

    private final Process process;
    private final Lines out;
    private final Lines err;

    private CliProcess(Process process) {
        this.process = process;
        this.out = new Lines(process.getInputStream());
        this.err = new Lines(process.getErrorStream());
    }

    static CliProcess start(Path directory, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        if (Runtime.version().feature() >= 24) {
            command.add("--sun-misc-unsafe-memory-access=allow"); // as the launcher does: else the JDK warns
        }
        command.add("-Dparley.offline.recognizer.deadline=60s"); // a busy machine recognises slower than real time
        command.addAll(words(environment.getOrDefault("PARLEY_JAVA_OPTS", "")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), AgentCli.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PARLEY_") || name.startsWith("LIVEKIT_"));
        builder.environment().putAll(environment);
        return new CliProcess(builder.start());
    }

    /** As the launcher does. */
    private static List<String> words(String options) {
        return Arrays.stream(options.split(" ")).filter(word -> !word.isEmpty()).toList();
    }

    /** Types these lines, then ends the input. */
    void type(String... lines) throws IOException {
        try (OutputStream input = process.getOutputStream()) {
            input.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    Lines out() {
        return out;
    }

    Lines err() {
        return err;
    }

    /** The address that it says it listens on, in whichever of its outputs. */
    URI uri(Lines where) throws InterruptedException {
        Matcher matcher = URL.matcher(where.await(line -> line.contains("istening on")));
        if (!matcher.find()) {
            throw new AssertionError("no address in " + where.all());
        }
        return URI.create(matcher.group());
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still running after " + DEADLINE + ": " + out.all() + err.all());
        }
        out.awaitEnd();
        err.awaitEnd();
        return process.exitValue();
    }

    /** Sends SIGTERM; by the handle, since the process object would close its streams too. */
    void terminate() {
        process.toHandle().destroy();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** What the process has written. */
    static final class Lines {
        private final List<String> lines = new ArrayList<>();
        private final Thread reader;
        private boolean ended;

        Lines(InputStream stream) {
            reader = new Thread(() -> read(stream), "lines");
            reader.setDaemon(true);
            reader.start();
        }

        private void read(InputStream stream) {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    add(line);
                }
            } catch (IOException closedByDestroy) {
                add("(closed: " + closedByDestroy.getMessage() + ")");
            } finally {
                end();
            }
        }

        private synchronized void add(String line) {
            lines.add(line);
            notifyAll();
        }

        private synchronized void end() {
            ended = true;
            notifyAll();
        }

        /** The first line of this kind, once it is there. */
        synchronized String await(Predicate<String> wanted) throws InterruptedException {
            awaitCount(1, wanted);
            return lines.stream().filter(wanted).findFirst().orElseThrow();
        }

        /** Waits until so many lines of this kind are there. */
        synchronized void awaitCount(int count, Predicate<String> wanted) throws InterruptedException {
            long end = System.nanoTime() + DEADLINE.toNanos();
            while (lines.stream().filter(wanted).count() < count) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (ended || left <= 0) {
                    throw new AssertionError("not " + count + " of the lines wanted; there were: " + lines);
                }
                wait(left);
            }
        }

        void awaitEnd() throws InterruptedException {
            reader.join(DEADLINE.toMillis());
        }

        synchronized List<String> all() {
            return List.copyOf(lines);
        }
    }
}
