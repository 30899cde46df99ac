package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(60)
class AgentCliTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"dev", "start", "health", "call", "console", "test", "completion"})
    void shouldDocumentExitCodesInHelp(String command) {
        assertThat(run(command, "--help")).isZero();

        assertThat(out.toString()).contains("Exit codes:").contains("the port is taken");
    }

    @Test
    void shouldReadTheOptionsOfTheCommandThatIsCalledOnly() {
        Set<String> all = AgentCli.commandLine().getSubcommands().keySet();

        assertThat(all).hasSize(11);
        assertThat(all)
                .filteredOn(name -> !name.equals("completion"))
                .allSatisfy(name ->
                        assertThat(AgentCli.commandLine(name).getSubcommands()).containsOnlyKeys(name));
        assertThat(AgentCli.commandLine("completion").getSubcommands()).hasSameSizeAs(all);
        assertThat(AgentCli.commandLine("--help").getSubcommands()).hasSameSizeAs(all);
    }

    @Test
    void shouldShowCommandsWhenNoneIsGiven() {
        assertThat(run()).isEqualTo(ExitCode.USAGE);

        assertThat(err.toString())
                .contains("dev", "start", "health", "call", "console", "connect", "room", "cluster", "test")
                .doesNotContain("warm-up");
    }

    @ParameterizedTest
    @CsvSource({
        "dev --prot 5, Unknown option",
        "dev --port five, five",
        "call, Missing required",
        "call --say a --timeout 0, expected: 1 to 3600",
        "health --url nonsense, expected: such as http://127.0.0.1:8080/",
        "completion fish, fish",
        "cluster drain, NODE",
        "cluster drain node-1, expected: HOST:PORT",
        "test, --fake-server",
        "test --fake-server --port 70000, 'port: 70000 (expected: 0 to 65535'",
    })
    void shouldRefuseACommandLineThatItDoesNotUnderstand(String line, String problem) {
        assertThat(run(line.split(" "))).isEqualTo(ExitCode.USAGE);

        assertThat(err.toString()).contains(problem);
    }

    @Test
    void shouldRefuseSettingsBeforeAnythingStarts() throws IOException {
        Path file = Files.writeString(directory.resolve("prod.json"), "{\"max_job\": 3}");

        assertThat(run("start", "--config-file", file.toString())).isEqualTo(ExitCode.SETTINGS);

        assertThat(err.toString())
                .startsWith("agent-cli: " + file + ":1: unknown key: max_job")
                .contains("max_jobs?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "start"})
    void shouldRefuseAServerUrlThatIsNone(String command) {
        assertThat(run(command, "--server-url", "example.org")).isEqualTo(ExitCode.SETTINGS);

        assertThat(err.toString()).contains("LiveKit URL: example.org (expected: ws, wss, http or https");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "start"})
    void shouldWantKeyAndSecretForAServer(String command) {
        assertThat(run(command, "--server-url", "wss://example.org")).isEqualTo(ExitCode.SETTINGS);

        assertThat(err.toString()).contains("LiveKit API key: empty", "LIVEKIT_API_KEY");
    }

    @Test
    void shouldRefuseProductionWithoutAKey() {
        assertThat(run("start", "--production")).isEqualTo(ExitCode.SETTINGS);

        assertThat(err.toString()).contains("PARLEY_API_KEY");
    }

    @Test
    void shouldRefuseAnAgentThatCannotBeLoaded() {
        assertThat(run("dev", "--agent", "no.such.Agent")).isEqualTo(ExitCode.SETTINGS);

        assertThat(err.toString()).startsWith("agent-cli: agent: no.such.Agent (expected: ");
    }

    @ParameterizedTest
    @CsvSource({"200, healthy, 0", "200, degraded, 6", "503, down, 7", "404, strange, 1"})
    void shouldTellHealthByExitCode(int status, String health, int exitCode) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health", exchange -> {
            byte[] body = ("{\"status\":\"" + health + "\"}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            int port = server.getAddress().getPort();
            assertThat(run("health", "--url", "http://127.0.0.1:" + port)).isEqualTo(exitCode);
            assertThat(out.toString()).contains(health);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void shouldSayThatNobodyAnswers() throws IOException {
        int port;
        try (ServerSocket closedAtOnce = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closedAtOnce.getLocalPort();
        }

        assertThat(run("health", "--url", "http://127.0.0.1:" + port)).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(err.toString()).contains("(expected: a server); start one: agent-cli dev");
    }

    @Test
    void shouldPrintCompletionScripts() {
        assertThat(run("completion", "zsh")).isZero();

        assertThat(out.toString()).contains("compinit", "--hot-reload");
    }

    private int run(String... arguments) {
        CommandLine commandLine = AgentCli.commandLine(arguments)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
