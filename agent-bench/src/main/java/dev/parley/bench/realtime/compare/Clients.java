package dev.parley.bench.realtime.compare;

import dev.parley.bench.realtime.Floor;
import dev.parley.bench.realtime.RealtimeClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How the programs of the bench are started. */
final class Clients {
    private final Path sources;
    private final Path built;
    private final Peers peers;

    private Clients(Path bench, Optional<String> python) {
        this.sources = bench.resolve("src/main/scripts/realtime");
        this.built = bench.resolve("target/realtime");
        this.peers = new Peers(sources.resolve("peers"), python);
    }

    /**
     * Builds what is in Go.
     *
     * @param bench the folder of this module
     * @param python one with the peers' packages; else the one that {@code bin/test-tools --long} installs
     */
    static Clients build(Path bench, Optional<String> python) throws IOException, InterruptedException {
        Clients clients = new Clients(bench, python);
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
     * The command of a client for so many sessions, to which its arguments are added.
     *
     * @throws IllegalArgumentException for a name that is none, or a peer that is not installed
     */
    List<String> command(String name, int sessions) {
        return switch (name) {
            case "floor" -> Peers.java(Floor.class, sessions);
            case "parley" -> Peers.java(RealtimeClient.class, sessions);
            case "floor-go" -> List.of(built.resolve("floor").toString(), "--append-ms", "100");
            case "livekit" -> peers.command("livekit_client.py");
            case "pipecat" -> peers.command("pipecat_client.py");
            default ->
                throw new IllegalArgumentException(
                        "client: " + name + " (expected: floor, floor-go, parley, livekit or pipecat)");
        };
    }
}
