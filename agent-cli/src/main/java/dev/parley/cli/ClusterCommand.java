package dev.parley.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The nodes of a cluster, as one of them sees it. */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        description = "Shows the nodes of a cluster, and takes one out of service.",
        subcommands = {ClusterCommand.Status.class, ClusterCommand.Drain.class})
final class ClusterCommand {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    /** Shows the nodes. */
    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Shows the nodes with their calls and load; exit code 10 if the server is in no cluster.")
    static final class Status implements Callable<Integer> {
        @Mixin
        private CallerOptions options = new CallerOptions();

        @Option(names = "--json", description = "Print the API's JSON object instead of lines for people.")
        private boolean json;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() throws Exception {
            JsonNode status =
                    ask(options, HttpRequest.newBuilder(options.server().uri().resolve("/api/cluster")));
            if (json) {
                print(spec, status.toString());
                return ExitCode.OK;
            }
            print(spec, line("NODE", "STATE", "CALLS", "CPU", "LAG"));
            for (JsonNode node : status.path("nodes")) {
                print(
                        spec,
                        line(
                                node.path("node").asText() + (node.path("self").asBoolean() ? " *" : ""),
                                node.path("state").asText(),
                                node.path("active_jobs").asInt() + "/"
                                        + node.path("max_jobs").asInt(),
                                Math.round(node.path("cpu").asDouble() * 100) + " %",
                                node.path("dispatcher_lag_ms").asLong() + " ms"));
            }
            return ExitCode.OK;
        }

        private static String line(String node, String state, String calls, String cpu, String lag) {
            return String.format(Locale.ROOT, "%-28s %-12s %10s %6s %9s", node, state, calls, cpu, lag);
        }
    }

    /** Takes a node out of service. */
    @Command(
            name = "drain",
            mixinStandardHelpOptions = true,
            description = "A node takes no more calls; live ones may finish until its drain time-out.")
    static final class Drain implements Callable<Integer> {
        @Parameters(paramLabel = "NODE", description = "The node, HOST:PORT as status shows it.")
        private String node = "";

        @Mixin
        private CallerOptions options = new CallerOptions();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() throws Exception {
            if (!node.matches("\\S+:\\d+")) {
                throw new CommandException(
                        ExitCode.USAGE, "NODE: " + node + " (expected: HOST:PORT, as cluster status shows it)");
            }
            URI drain = options.server()
                    .uri()
                    .resolve("/api/cluster/drain?node=" + URLEncoder.encode(node, StandardCharsets.UTF_8));
            ask(options, HttpRequest.newBuilder(drain).POST(HttpRequest.BodyPublishers.noBody()));
            print(spec, "Node " + node + " takes no more calls.");
            return ExitCode.OK;
        }
    }

    private static JsonNode ask(CallerOptions options, HttpRequest.Builder request)
            throws CommandException, InterruptedException {
        options.apiKey().ifPresent(key -> request.header("Authorization", "Bearer " + key));
        HttpClient client = HttpClient.newBuilder().connectTimeout(DEADLINE).build();
        try {
            HttpResponse<String> answer =
                    client.send(request.timeout(DEADLINE).build(), HttpResponse.BodyHandlers.ofString());
            return understood(answer);
        } catch (JsonProcessingException notJson) {
            throw new CommandException(
                    ExitCode.FAILED, "answer: no JSON (expected: Parley's API); is it another server?");
        } catch (IOException problem) {
            throw options.server().unreachable(problem);
        }
    }

    private static JsonNode understood(HttpResponse<String> answer) throws CommandException, JsonProcessingException {
        JsonNode body = new ObjectMapper().readTree(answer.body());
        if (answer.statusCode() < 300) {
            return body;
        }
        int exitCode = answer.statusCode() == 404 ? ExitCode.NOT_FOUND : ExitCode.REFUSED;
        throw new CommandException(exitCode, body.path("detail").asText("status " + answer.statusCode()));
    }

    private static void print(CommandSpec spec, String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
