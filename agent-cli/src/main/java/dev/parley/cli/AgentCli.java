package dev.parley.cli;

import dev.parley.cli.agent.AgentLoadException;
import dev.parley.cli.settings.SettingsException;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Parley's command line. */
@Command(
        name = "agent-cli",
        description = "Realtime voice agents on the JVM.",
        mixinStandardHelpOptions = true,
        version = "parley 0.1.0-SNAPSHOT",
        subcommands = {
            DevCommand.class,
            StartCommand.class,
            HealthCommand.class,
            CallCommand.class,
            ConsoleCommand.class,
            ConnectCommand.class,
            RoomCommand.class,
            CompletionCommand.class,
            WarmUpCommand.class
        })
final class AgentCli {

    private AgentCli() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new AgentCli())
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
