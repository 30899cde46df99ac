package dev.parley.tool;

/** A model's arguments can't be used; the message is for the model, the rule, free of values, for the log. */
final class InvalidArgumentsException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String rule;

    InvalidArgumentsException(String message, String rule) {
        super(message);
        this.rule = rule;
    }

    InvalidArgumentsException(String message, String rule, Throwable cause) {
        super(message, cause);
        this.rule = rule;
    }

    /** Field and rule only: the values are people's words. */
    String rule() {
        return rule;
    }
}
