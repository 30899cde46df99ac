package dev.parley.cli.settings;

/** A setting that can't be used. The message names where it was set, its key, value and rule, and is for people. */
public final class SettingsException extends Exception {
    private static final long serialVersionUID = 1;

    public SettingsException(String message) {
        super(message);
    }

    SettingsException(String message, Throwable cause) {
        super(message, cause);
    }
}
