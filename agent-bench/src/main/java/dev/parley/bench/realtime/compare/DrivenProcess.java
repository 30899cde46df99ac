package dev.parley.bench.realtime.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process that is told words and answers by lines; what it says otherwise is in its log. One thread at a time. */
public final class DrivenProcess implements AutoCloseable {
    private static final String END = "\0";
    private static final int UNREAD_LINES = 10_000;
    private static final int LOG_SHOWN = 1_500;

    private final Process process;
    private final Path log;
    private final Writer commands;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>(UNREAD_LINES);

    private DrivenProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "lines of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    public static DrivenProcess start(List<String> command, Path log) throws IOException {
        return new DrivenProcess(
                new ProcessBuilder(command).redirectError(log.toFile()).start(), log);
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.put(line);
            }
            lines.put(END);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    public void tell(String word) throws IOException {
        commands.write(word + "\n");
        commands.flush();
    }

    /** The next line that begins like that; others are passed over. */
    public String expect(String prefix, Duration patience) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (long left = patience.toNanos(); left > 0; left = end - System.nanoTime()) {
            String line = lines.poll(left, TimeUnit.NANOSECONDS);
            if (line == null) {
                break;
            }
            if (line.equals(END)) {
                throw new IOException(
                        "process " + process.pid() + ": ended (expected: " + prefix + " first): " + tail());
            }
            if (line.startsWith(prefix)) {
                return line;
            }
        }
        throw new IOException(
                "process " + process.pid() + ": no " + prefix + " within " + patience.toSeconds() + " s: " + tail());
    }

    private String tail() throws IOException {
        String text = Files.exists(log) ? Files.readString(log) : "";
        return log + " ends with: " + text.substring(Math.max(0, text.length() - LOG_SHOWN));
    }

    /** Ends it and all its descendants at once. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }
}
