package dev.parley.bench.realtime.compare;

import dev.parley.bench.realtime.Floor;
import dev.parley.bench.realtime.RealtimeClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the programs of the bench are started. */
final class Clients {
    private static final List<String> JVM = List.of("-XX:+UseSerialGC", "-Xms64m", "-Xmx512m");

    private final Path sources;
    private final Path built;
    private final Path python;

    private Clients(Path bench, Path python) {
        this.sources = bench.resolve("src/main/scripts/realtime");
        this.built = bench.resolve("target/realtime");
        this.python = python;
    }

    /**
     * Builds what is in Go.
     *
     * @param bench the folder of this module
     * @param python one with the peers' packages; else the one that {@code bin/test-tools --long} installs
     */
    static Clients build(Path bench, Optional<String> python) throws IOException, InterruptedException {
        Path tools = Path.of(Optional.ofNullable(System.getenv("PARLEY_TOOLS"))
                .orElse(System.getProperty("user.home") + "/.cache/parley/tools"));
        Clients clients = new Clients(bench, python.map(Path::of).orElse(tools.resolve("realtime-peers/bin/python")));
        Files.createDirectories(clients.built);
        int code = new ProcessBuilder("go", "build", "-o", clients.built.toAbsolutePath() + "/", "./...")
                .directory(clients.sources.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(clients.log("build").toFile()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("go build in " + clients.sources + ": " + code + " (expected: 0): "
                    + Files.readString(clients.log("build")));
        }
        return clients;
    }

    /** The server that stands for the model. */
    List<String> mock(String scenario) {
        return List.of(built.resolve("mock").toString(), "-config", scenario);
    }

    Path log(String name) {
        return built.resolve(name + ".log");
    }

    Path result(String name) {
        return built.resolve(name + ".json");
    }

    /**
     * The command of a client, to which its arguments are added.
     *
     * @throws IllegalArgumentException for a name that is none, or a peer that is not installed
     */
    List<String> command(String name) {
        return switch (name) {
            case "floor" -> java(Floor.class);
            case "parley" -> java(RealtimeClient.class);
            case "floor-go" -> List.of(built.resolve("floor").toString(), "--append-ms", "100");
            case "livekit" -> peer("livekit_client.py");
            case "pipecat" -> peer("pipecat_client.py");
            default ->
                throw new IllegalArgumentException(
                        "client: " + name + " (expected: floor, floor-go, parley, livekit or pipecat)");
        };
    }

    private static List<String> java(Class<?> main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        return command;
    }

    private List<String> peer(String script) {
        if (!Files.isExecutable(python)) {
            throw new IllegalArgumentException("python of the peers: " + python
                    + " (expected: an interpreter with LiveKit Agents and Pipecat); run bin/test-tools --long,"
                    + " give another with --python, or leave the peers out with --clients floor,parley");
        }
        return List.of(
                python.toString(),
                "-W",
                "ignore",
                sources.resolve("peers").resolve(script).toString());
    }
}
