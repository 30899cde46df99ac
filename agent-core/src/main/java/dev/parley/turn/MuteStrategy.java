package dev.parley.turn;

import java.util.Arrays;
import java.util.Locale;

/**
 * When the caller is not listened to. Several may hold at once; the caller is muted while any of them says so. Typed text is
 * never muted. The strategies are Pipecat's.
 */
public enum MuteStrategy {
    /** While the agent is heard: nobody can interrupt it. Pipecat's {@code AlwaysUserMuteStrategy}. */
    WHILE_AGENT_SPEAKS,
    /** While the agent is heard for the first time. The caller may speak before. */
    FIRST_SPEECH,
    /**
     * From the beginning until the agent has been heard for the first time, or has failed to be. An agent that does not speak
     * first leaves the caller muted until text or the host makes it speak.
     */
    UNTIL_FIRST_SPEECH,
    /** While a tool runs. */
    FUNCTION_CALLS;

    /** Its name in configuration: in lower case, with hyphens. */
    public String configName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads a name of configuration.
     *
     * @throws IllegalArgumentException naming those there are
     */
    public static MuteStrategy named(String name) {
        return Arrays.stream(values())
                .filter(strategy -> strategy.configName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("mute: " + name + " (expected: some of "
                        + String.join(
                                ", ",
                                Arrays.stream(values())
                                        .map(MuteStrategy::configName)
                                        .toList())
                        + ")"));
    }
}
