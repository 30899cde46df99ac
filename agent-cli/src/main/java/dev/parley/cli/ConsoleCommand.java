package dev.parley.cli;

import dev.parley.cli.agent.AgentLoader;
import dev.parley.cli.agent.ReloadableEntryPoint;
import dev.parley.cli.caller.CallException;
import dev.parley.cli.caller.Caller;
import dev.parley.cli.caller.Turn;
import dev.parley.cli.logging.LogSetup;
import dev.parley.cli.settings.Setting;
import dev.parley.cli.settings.Settings;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.WorkerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Talks to an agent by typing. */
@Command(
        name = "console",
        mixinStandardHelpOptions = true,
        description = "Talks to an agent by typing: with --url to a server's, else to one hosted here for the while.")
final class ConsoleCommand implements Callable<Integer> {
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration PARTING = Duration.ofSeconds(2);

    @Mixin
    private CallerOptions options = new CallerOptions();

    @Option(names = "--agent", paramLabel = "CLASS|FILE.java", description = "The agent to host (default: order-desk).")
    private Optional<String> agent = Optional.empty();

    @Option(names = "--log-level", paramLabel = "L", description = "How much the hosted agent logs (default: warn).")
    private String logLevel = "warn";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (options.server().isGiven()) {
            return talk(options.server().uri());
        }
        Settings.Builder flags = Settings.builder(System.getenv())
                .flag(Setting.LOG_LEVEL, logLevel)
                .flag(Setting.SERVER_URL, "")
                .flag(Setting.PORT, 0);
        agent.ifPresent(value -> flags.flag(Setting.AGENT, value));
        Settings settings = flags.build();
        LogSetup.human(settings.logLevel());
        ReloadableEntryPoint code = ReloadableEntryPoint.load(AgentLoader.of(settings.agent()));
        Hosting hosting = Hosting.start(
                settings.config(),
                Hosting.checked(() -> WorkerOptions.of(settings.config(), code)),
                Hosting.checked(() -> HttpOptions.of(settings.config())));
        try {
            return talk(hosting.server().uri());
        } finally {
            hosting.server().shutdown().toCompletableFuture().get(ANSWER.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private int talk(URI server) throws CommandException, InterruptedException, IOException {
        try (Caller caller = Caller.typing(server, options.apiKey(), ANSWER)) {
            String greeting = caller.greeting();
            if (!greeting.isEmpty()) {
                out().println("agent> " + greeting);
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
            for (Optional<String> line = prompt(lines);
                    line.isPresent();
                    line = caller.isOver() ? Optional.empty() : prompt(lines)) {
                if (!line.get().isBlank()) {
                    tell(caller.type(line.get()));
                }
            }
            if (caller.isOverWithin(PARTING)) {
                out().println("The call has ended.");
            }
            out().flush();
            return ExitCode.OK;
        } catch (CallException problem) {
            throw new CommandException(CallerOptions.exitCode(problem), problem);
        }
    }

    private Optional<String> prompt(BufferedReader lines) throws IOException {
        out().print("you> ");
        out().flush();
        return Optional.ofNullable(lines.readLine());
    }

    private void tell(Turn turn) {
        turn.toolCalls()
                .forEach(use -> out().println("tool > " + use.name() + " " + use.arguments() + " = " + use.output()));
        out().println("agent> " + turn.answer());
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
