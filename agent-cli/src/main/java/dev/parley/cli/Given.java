package dev.parley.cli;

/** Checks of what a command line gives. */
final class Given {
    private Given() {}

    /** The text; refused if it is blank. */
    static String text(String option, String value) throws CommandException {
        if (value.isBlank()) {
            throw new CommandException(ExitCode.USAGE, option + ": empty (expected: a text)");
        }
        return value;
    }

    /** The number; refused if it is outside of a range. */
    static int within(String option, int value, int least, int most) throws CommandException {
        if (value < least || value > most) {
            throw new CommandException(
                    ExitCode.USAGE, option + ": " + value + " (expected: " + least + " to " + most + ")");
        }
        return value;
    }
}
