package dev.parley.bench.realtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How a bench client of any language is driven, line by line:
 *
 * <pre>
 * says IMPORTED   all libraries are loaded
 * GO              it starts its sessions and says READY
 * RESET           it forgets what it has measured and says OK
 * SNAP            it says in a line of JSON what it has measured, and forgets it
 * STOP            it writes the same to its file, says BYE and ends
 * </pre>
 */
public final class ClientProtocol {
    private final Figures figures;
    private final Path file;
    private final Sessions sessions;
    private final BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    /** What a client does on GO. */
    @FunctionalInterface
    public interface Sessions {
        void start() throws Exception;
    }

    /** What a client has measured since it was last asked. */
    public interface Figures {
        void forget();

        /** All of it as JSON in one line; what follows is counted anew. */
        String take();
    }

    private ClientProtocol(Figures figures, Path file, Sessions sessions) {
        this.figures = figures;
        this.file = file;
        this.sessions = sessions;
    }

    /** Follows the commands, then ends the process: 0 after STOP, else 1 with the reason on standard error. */
    public static void follow(Figures figures, Path file, Sessions sessions) {
        try {
            new ClientProtocol(figures, file, sessions).follow();
            System.exit(0);
        } catch (Exception failure) {
            failure.printStackTrace();
            System.exit(1);
        }
    }

    private void follow() throws Exception {
        say("IMPORTED");
        expect("GO");
        sessions.start();
        say("READY");
        while (true) {
            String command = next();
            switch (command) {
                case "RESET" -> {
                    figures.forget();
                    say("OK");
                }
                case "SNAP" -> say(figures.take());
                case "STOP" -> {
                    Files.writeString(file, figures.take());
                    say("BYE");
                    return;
                }
                default -> throw unexpected(command, "RESET, SNAP or STOP");
            }
        }
    }

    private void expect(String expected) throws IOException {
        String command = next();
        if (!command.equals(expected)) {
            throw unexpected(command, expected);
        }
    }

    private String next() throws IOException {
        String line = commands.readLine();
        if (line == null) {
            throw new IOException("standard input: ended (expected: STOP first)");
        }
        return line.strip();
    }

    private static IOException unexpected(String command, String expected) {
        return new IOException("command: " + command + " (expected: " + expected + ")");
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
