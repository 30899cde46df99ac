package dev.parley.bench.realtime.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How clients are started that are measured beside each other. */
public final class Peers {
    private static final int LEAST_YOUNG = 8;
    private static final int FIRST_OLD = 32;
    private static final int MOST_OLD = 480;

    private final Path scripts;
    private final Path python;

    /**
     * Peers in Python.
     *
     * @param scripts the folder of theirs
     * @param python one with their packages; else the one that {@code bin/test-tools --long} installs
     */
    public Peers(Path scripts, Optional<String> python) {
        Path tools = Path.of(Optional.ofNullable(System.getenv("PARLEY_TOOLS"))
                .orElse(System.getProperty("user.home") + "/.cache/parley/tools"));
        this.scripts = scripts;
        this.python = python.map(Path::of).orElse(tools.resolve("realtime-peers/bin/python"));
    }

    /**
     * A client of this class path. Its young generation has 0.3 MiB a session, and 8 at least, as one would give to a server that is made
     * for so many: while it is collected, all sessions stand still, hardly longer if it is large, and the more often the smaller it is.
     */
    public static List<String> java(Class<?> main, int sessions) {
        int young = Math.max(LEAST_YOUNG, sessions * 3 / 10);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-Xmn" + young + "m",
                "-Xms" + (young + FIRST_OLD) + "m",
                "-Xmx" + (young + MOST_OLD) + "m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        return command;
    }

    /**
     * A client that is a script.
     *
     * @throws IllegalArgumentException if the peers are not installed
     */
    public List<String> command(String script) {
        if (!Files.isExecutable(python)) {
            throw new IllegalArgumentException("python of the peers: " + python
                    + " (expected: an interpreter with LiveKit Agents and Pipecat); run bin/test-tools --long,"
                    + " give another with --python, or leave the peers out by --clients");
        }
        return List.of(
                python.toString(), "-W", "ignore", scripts.resolve(script).toString());
    }
}
