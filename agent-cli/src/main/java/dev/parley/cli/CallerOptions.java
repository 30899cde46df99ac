package dev.parley.cli;

import dev.parley.cli.caller.CallException;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of the commands that place calls. */
final class CallerOptions {
    @Mixin
    private ServerOption server = new ServerOption();

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description = "The server's key (default: PARLEY_API_KEY's value).")
    private Optional<String> apiKey = Optional.empty();

    ServerOption server() {
        return server;
    }

    Optional<String> apiKey() {
        return apiKey.or(() -> Optional.ofNullable(System.getenv("PARLEY_API_KEY")))
                .filter(key -> !key.isBlank());
    }

    static int exitCode(CallException problem) {
        return switch (problem.kind()) {
            case UNREACHABLE -> ExitCode.UNREACHABLE;
            case REFUSED -> ExitCode.REFUSED;
            case NO_ANSWER -> ExitCode.NO_ANSWER;
        };
    }
}
