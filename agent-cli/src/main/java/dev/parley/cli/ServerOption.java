package dev.parley.cli;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which server a command talks to. */
final class ServerOption {
    private static final String LOCAL = "http://127.0.0.1:8080/";

    @Option(
            names = "--url",
            paramLabel = "U",
            description = "The server (default: " + LOCAL + ", with PARLEY_PORT if that is set).")
    private Optional<String> url = Optional.empty();

    boolean isGiven() {
        return url.isPresent();
    }

    URI uri() throws CommandException {
        String port = Optional.ofNullable(System.getenv("PARLEY_PORT")).orElse("8080");
        String text = url.orElse(LOCAL.replace("8080", port));
        try {
            URI uri = URI.create(text.endsWith("/") ? text : text + "/");
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException malformed) {
            throw refused(text);
        }
        throw refused(text);
    }

    private static CommandException refused(String text) {
        return new CommandException(ExitCode.USAGE, "--url: " + text + " (expected: such as " + LOCAL + ")");
    }

    CommandException unreachable(IOException problem) throws CommandException {
        String why = Optional.ofNullable(problem.getMessage()).orElse("connection refused");
        return new CommandException(
                ExitCode.UNREACHABLE, uri() + ": " + why + " (expected: a server); start one: agent-cli dev");
    }
}
