package dev.parley.cli;

import dev.parley.cli.agent.AgentLoadException;
import dev.parley.cli.settings.SettingsException;
import dev.parley.worker.server.HeadStart;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Parley's command line. */
@Command(
        name = "agent-cli",
        description = "Realtime voice agents on the JVM.",
        mixinStandardHelpOptions = true,
        version = "parley 0.1.0-SNAPSHOT")
final class AgentCli {

    private static final String ABOUT_ALL = "completion";
    private static final Set<String> SERVERS = Set.of("dev", "start");

    private static final Map<String, Supplier<Object>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("dev", DevCommand::new);
        COMMANDS.put("start", StartCommand::new);
        COMMANDS.put("health", HealthCommand::new);
        COMMANDS.put("call", CallCommand::new);
        COMMANDS.put("console", ConsoleCommand::new);
        COMMANDS.put("connect", ConnectCommand::new);
        COMMANDS.put("room", RoomCommand::new);
        COMMANDS.put("cluster", ClusterCommand::new);
        COMMANDS.put("test", TestCommand::new);
        COMMANDS.put(ABOUT_ALL, CompletionCommand::new);
        COMMANDS.put("warm-up", WarmUpCommand::new);
    }

    private AgentCli() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        if (arguments.length > 0 && SERVERS.contains(arguments[0])) {
            HeadStart.begin();
        }
        System.exit(commandLine(arguments).execute(arguments));
    }

    /** What understands these arguments. Options are read by reflection, which takes its time: those of the command that is called. */
    static CommandLine commandLine(String... arguments) {
        CommandLine commandLine = new CommandLine(new AgentCli());
        Optional<String> called =
                Arrays.stream(arguments).limit(1).filter(COMMANDS::containsKey).findFirst();
        COMMANDS.forEach((name, command) -> {
            if (called.isEmpty()
                    || called.get().equals(ABOUT_ALL)
                    || called.get().equals(name)) {
                commandLine.addSubcommand(command.get());
            }
        });
        commandLine
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                .setExecutionStrategy(AgentCli::execute)
                .setParameterExceptionHandler(UsageProblem::tell)
                .setExecutionExceptionHandler(AgentCli::onException);
        commandLine.getSubcommands().values().forEach(AgentCli::documentExitCodes);
        return commandLine;
    }

    private static void documentExitCodes(CommandLine command) {
        command.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n");
        command.getCommandSpec()
                .usageMessage()
                .exitCodeList(CommandLine.Model.UsageMessageSpec.keyValuesMap(ExitCode.HELP));
        command.getSubcommands().values().forEach(AgentCli::documentExitCodes);
    }

    /** Without a command there is nothing to do but to tell which there are. */
    private static int execute(CommandLine.ParseResult parsed) {
        Optional<Integer> help = Optional.ofNullable(CommandLine.executeHelpRequest(parsed));
        if (help.isPresent()) {
            return help.get();
        }
        if (!parsed.hasSubcommand()) {
            CommandLine commandLine = parsed.commandSpec().commandLine();
            commandLine.usage(commandLine.getErr());
            return ExitCode.USAGE;
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static int onException(Exception problem, CommandLine commandLine, CommandLine.ParseResult parsed)
            throws Exception {
        int exitCode;
        if (problem instanceof CommandException known) {
            exitCode = known.exitCode();
        } else if (problem instanceof SettingsException || problem instanceof AgentLoadException) {
            exitCode = ExitCode.SETTINGS;
        } else {
            throw problem;
        }
        commandLine.getErr().println("agent-cli: " + problem.getMessage());
        commandLine.getErr().flush();
        return exitCode;
    }
}
