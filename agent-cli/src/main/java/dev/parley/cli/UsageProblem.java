package dev.parley.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells of a command line that can't be understood; picocli would repeat the arguments, keys and secrets too. */
final class UsageProblem {
    private static final List<String> SECRET_OPTIONS = List.of("--api-key", "--api-secret");

    private UsageProblem() {}

    static int tell(ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(command.getColorScheme().errorText(masked(String.valueOf(problem.getMessage()), arguments)));
        if (!UnmatchedArgumentException.printSuggestions(problem, err)) {
            command.usage(err, command.getColorScheme());
        }
        err.flush();
        return ExitCode.USAGE;
    }

    private static String masked(String message, String[] arguments) {
        String masked = message;
        for (String secret : secrets(arguments)) {
            masked = masked.replace(secret, "***");
        }
        return masked;
    }

    private static List<String> secrets(String[] arguments) {
        List<String> secrets = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            for (String option : SECRET_OPTIONS) {
                if (arguments[i].startsWith(option + "=")) {
                    secrets.add(arguments[i].substring(option.length() + 1));
                } else if (arguments[i].equals(option) && i + 1 < arguments.length) {
                    secrets.add(arguments[i + 1]);
                }
            }
        }
        secrets.removeIf(String::isBlank);
        return secrets;
    }
}
