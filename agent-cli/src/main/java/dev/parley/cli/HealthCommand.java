package dev.parley.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Asks a server how it is. */
@Command(
        name = "health",
        mixinStandardHelpOptions = true,
        description = "Prints a server's health; exit code 0: healthy, 6: degraded, 7: down, 5: unreachable.")
final class HealthCommand implements Callable<Integer> {
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    @Mixin
    private ServerOption server = new ServerOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        URI health = server.uri().resolve("/health");
        HttpClient client = HttpClient.newBuilder().connectTimeout(DEADLINE).build();
        HttpRequest request = HttpRequest.newBuilder(health).timeout(DEADLINE).build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            return report(answer);
        } catch (IOException problem) {
            throw server.unreachable(problem);
        }
    }

    private int report(HttpResponse<String> answer) throws CommandException {
        String status = status(answer.body());
        spec.commandLine().getOut().println(answer.body().strip());
        spec.commandLine().getOut().flush();
        return switch (status) {
            case "healthy" -> ExitCode.OK;
            case "degraded" -> ExitCode.DEGRADED;
            case "down" -> ExitCode.DOWN;
            default ->
                throw new CommandException(
                        ExitCode.FAILED,
                        answer.uri() + ": status " + answer.statusCode()
                                + " (expected: Parley's health); is it another server?");
        };
    }

    private static String status(String body) {
        try {
            JsonNode json = new ObjectMapper().readTree(body);
            return json.path("status").asText("");
        } catch (JsonProcessingException notJson) {
            return "";
        }
    }
}
