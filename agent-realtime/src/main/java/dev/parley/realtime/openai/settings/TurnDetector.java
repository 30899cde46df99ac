package dev.parley.realtime.openai.settings;

import java.time.Duration;
import java.util.Optional;

/** How the provider finds the caller's turns. */
public sealed interface TurnDetector {

    /** Whether it answers a turn by itself. */
    boolean createResponse();

    /** Whether speech stops the answer that is being made. */
    boolean interruptResponse();

    /**
     * By the audio's energy.
     *
     * @param threshold 0 to 1
     * @param prefixPadding audio before the detected speech that is heard as well
     * @param silence after which the turn is over
     * @param idleTimeout after which the model speaks by itself, 5 to 30 seconds; empty for never
     */
    record ServerVad(
            double threshold,
            Duration prefixPadding,
            Duration silence,
            Optional<Duration> idleTimeout,
            boolean createResponse,
            boolean interruptResponse)
            implements TurnDetector {
        public ServerVad {
            if (!(threshold >= 0 && threshold <= 1)) {
                throw new IllegalArgumentException("server_vad threshold: " + threshold + " (expected: 0 to 1)");
            }
            idleTimeout.ifPresent(timeout -> {
                if (timeout.toMillis() < 5_000 || timeout.toMillis() > 30_000) {
                    throw new IllegalArgumentException(
                            "server_vad idle-timeout: " + timeout + " (expected: 5 s to 30 s, or none)");
                }
            });
        }

        /** The provider's documented defaults. */
        public static ServerVad standard() {
            return new ServerVad(0.5, Duration.ofMillis(300), Duration.ofMillis(500), Optional.empty(), true, true);
        }
    }

    /** By what is said. */
    record SemanticVad(Eagerness eagerness, boolean createResponse, boolean interruptResponse) implements TurnDetector {

        /** How soon a turn is taken to be over. */
        public enum Eagerness {
            LOW,
            MEDIUM,
            HIGH,
            AUTO
        }

        public static SemanticVad standard() {
            return new SemanticVad(Eagerness.AUTO, true, true);
        }
    }
}
