package dev.parley.cli;

import dev.parley.cli.agent.AgentLoader;
import dev.parley.cli.agent.ReloadableEntryPoint;
import dev.parley.cli.logging.LogSetup;
import dev.parley.cli.settings.Setting;
import dev.parley.cli.settings.Settings;
import dev.parley.livekit.LiveKitUrl;
import dev.parley.worker.JobAcceptArguments;
import dev.parley.worker.WorkerOptions;
import dev.parley.worker.job.JobEnd;
import dev.parley.worker.server.RoomVisit;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Brings an agent into one room. */
@Command(
        name = "connect",
        mixinStandardHelpOptions = true,
        description =
                "Brings an agent into one room of a LiveKit server, without a worker, until the room ends or Ctrl-C.")
final class ConnectCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectCommand.class);

    @Option(
            names = "--room",
            required = true,
            paramLabel = "NAME",
            description = "The room; created if there is none of this name.")
    private String room = "";

    @Option(
            names = {"--identity", "--participant-identity"},
            paramLabel = "ID",
            description = "As whom the agent joins (default: agent-<job id>).")
    private Optional<String> identity = Optional.empty();

    @Option(
            names = "--agent",
            paramLabel = "CLASS|FILE.java",
            description =
                    "The agent: a class on the class path, or a Java file that is compiled (default: order-desk).")
    private Optional<String> agent = Optional.empty();

    @Option(
            names = "--log-level",
            paramLabel = "L",
            completionCandidates = HostingOptions.Levels.class,
            description = "How much is logged: ${COMPLETION-CANDIDATES} (default: info).")
    private Optional<String> logLevel = Optional.empty();

    @Mixin
    private LiveKitOption livekit = new LiveKitOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Given.text("--room", room);
        JobAcceptArguments as = JobAcceptArguments.standard();
        if (identity.isPresent()) {
            as = as.withIdentity(Given.text("--identity", identity.get()));
        }
        Settings settings = settings();
        LiveKitUrl server = LiveKitOption.server(settings);
        LiveKitOption.credentials(settings);
        LogSetup.human(settings.logLevel());
        ReloadableEntryPoint code = ReloadableEntryPoint.load(AgentLoader.of(settings.agent()));
        WorkerOptions options = Hosting.checked(() -> WorkerOptions.of(settings.config(), code));
        RoomVisit visit = LiveKitOption.answer(RoomVisit.start(settings.config(), options, room, as));
        println("Parley joins room " + room + " on " + server + " as " + visit.identity() + "; Ctrl-C leaves it");
        println("  agent   " + settings.agent());
        StopSignals.onFirst(() -> {
            LOG.info("Told to stop: leaving the room; a second signal ends at once.");
            visit.leave("told to stop");
        });
        return report(awaitEnd(visit));
    }

    private Settings settings() throws Exception {
        Settings.Builder flags = livekit.settings(System.getenv());
        agent.ifPresent(value -> flags.flag(Setting.AGENT, value));
        logLevel.ifPresent(value -> flags.flag(Setting.LOG_LEVEL, value.toLowerCase(Locale.ROOT)));
        return flags.build();
    }

    private static JobEnd awaitEnd(RoomVisit visit) throws InterruptedException, CommandException {
        try {
            return visit.whenEnded().toCompletableFuture().get();
        } catch (ExecutionException failed) {
            throw new CommandException(
                    ExitCode.FAILED, Optional.ofNullable(failed.getCause()).orElse(failed));
        }
    }

    private int report(JobEnd end) throws CommandException {
        if (end.kind() == JobEnd.Kind.FAILED) {
            throw new CommandException(ExitCode.FAILED, "the job has failed: " + end.reason());
        }
        println("Left room " + room + ": " + end.reason());
        return ExitCode.OK;
    }

    private void println(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
