package dev.parley.rtc.opus;

import java.util.Locale;

/** Which implementation to take. */
public enum OpusPreference {
    /** libopus if the system has it and it passes a self test, else pure Java. */
    AUTO,
    /** The system's libopus or none. */
    LIBOPUS,
    /** Pure Java. */
    CONCENTUS;

    /** Reads {@code auto}, {@code libopus} or {@code concentus}, in any case. */
    public static OpusPreference of(String name) {
        for (OpusPreference preference : values()) {
            if (preference.name().toLowerCase(Locale.ROOT).equals(name.strip().toLowerCase(Locale.ROOT))) {
                return preference;
            }
        }
        throw new IllegalArgumentException("opus implementation: " + name + " (expected: auto, libopus or concentus)");
    }
}
