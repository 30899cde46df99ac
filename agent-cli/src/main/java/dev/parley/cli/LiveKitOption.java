package dev.parley.cli;

import dev.parley.cli.settings.Setting;
import dev.parley.cli.settings.Settings;
import dev.parley.cli.settings.SettingsException;
import dev.parley.livekit.LiveKitCredentials;
import dev.parley.livekit.LiveKitUrl;
import dev.parley.livekit.server.ApiSettings;
import dev.parley.livekit.server.LiveKitApi;
import dev.parley.livekit.server.TwirpException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Option;

/** Which LiveKit server a command talks to, and with which key. */
final class LiveKitOption {
    /** Longer than a call of the API takes with all its attempts. */
    private static final long ANSWER_SECONDS = 30;

    @Option(names = "--url", paramLabel = "U", description = "The LiveKit server (default: LIVEKIT_URL).")
    private Optional<String> url = Optional.empty();

    @Option(names = "--api-key", paramLabel = "KEY", description = "Its API key (default: LIVEKIT_API_KEY).")
    private Optional<String> apiKey = Optional.empty();

    @Option(
            names = "--api-secret",
            paramLabel = "SECRET",
            description = "The key's secret (default: LIVEKIT_API_SECRET, which other users of the machine can't see).")
    private Optional<String> apiSecret = Optional.empty();

    @Option(
            names = "--config-file",
            paramLabel = "FILE",
            description = "Settings as start takes them: server_url, api_key, api_secret. Wins over the environment.")
    private Optional<Path> configFile = Optional.empty();

    /** Settings that hold what these options say. */
    Settings.Builder settings(Map<String, String> environment) {
        Settings.Builder settings = Settings.builder(environment);
        configFile.ifPresent(settings::file);
        url.ifPresent(value -> settings.flag(Setting.SERVER_URL, value));
        apiKey.ifPresent(value -> settings.flag(Setting.API_KEY, value));
        apiSecret.ifPresent(value -> settings.flag(Setting.API_SECRET, value));
        return settings;
    }

    /** The settings by the process's own environment. */
    Settings settings() throws SettingsException {
        return settings(System.getenv()).build();
    }

    static LiveKitCredentials credentials(Settings settings) throws CommandException {
        return Hosting.checked(
                () -> new LiveKitCredentials(settings.text(Setting.API_KEY), settings.text(Setting.API_SECRET)));
    }

    static LiveKitUrl server(Settings settings) throws CommandException {
        String text = settings.text(Setting.SERVER_URL);
        if (text.isBlank()) {
            throw new CommandException(
                    ExitCode.SETTINGS,
                    "LiveKit URL: none (expected: a server, such as ws://localhost:7880); set LIVEKIT_URL or give --url");
        }
        if (text.contains(",")) {
            throw new CommandException(
                    ExitCode.SETTINGS,
                    "LiveKit URL: " + text + " (expected: one server for this command); choose it with --url");
        }
        return Hosting.checked(() -> LiveKitUrl.of(text));
    }

    /** The server's API, with the key. */
    LiveKitApi api() throws CommandException, SettingsException {
        Settings settings = settings();
        return LiveKitApi.of(ApiSettings.of(server(settings), credentials(settings)));
    }

    /** Waits for the server's answer. */
    static <T> T answer(CompletionStage<T> asked) throws CommandException, InterruptedException {
        try {
            return asked.toCompletableFuture().get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            Throwable cause = Optional.ofNullable(failed.getCause()).orElse(failed);
            throw new CommandException(exitCode(cause), cause);
        } catch (TimeoutException late) {
            throw new CommandException(
                    ExitCode.NO_ANSWER, "LiveKit server: no answer (expected: within " + ANSWER_SECONDS + " s)");
        }
    }

    private static int exitCode(Throwable cause) {
        if (cause instanceof IllegalArgumentException) {
            return ExitCode.SETTINGS;
        }
        return cause instanceof TwirpException refusal ? exitCode(refusal) : ExitCode.FAILED;
    }

    private static int exitCode(TwirpException refusal) {
        return switch (refusal.code()) {
            case NOT_FOUND -> ExitCode.NOT_FOUND;
            case DEADLINE_EXCEEDED -> ExitCode.NO_ANSWER;
            default -> refusal.httpStatus() == 0 ? ExitCode.UNREACHABLE : ExitCode.REFUSED;
        };
    }
}
