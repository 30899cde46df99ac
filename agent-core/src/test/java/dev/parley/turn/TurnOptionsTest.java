package dev.parley.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatContext;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TurnOptionsTest {

    /** The options hold each other as their defaults. */
    @ParameterizedTest
    @ValueSource(
            classes = {
                TurnOptions.class,
                TurnStart.class,
                BackchannelBoundary.class,
                EndpointingOptions.class,
                InterruptionOptions.class,
                PreemptiveGeneration.class,
                UserTurnLimit.class
            })
    void shouldHaveItsDefaultsWhicheverOptionIsLoadedFirst(Class<?> first) throws Exception {
        URL classes = TurnOptions.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader fresh = new URLClassLoader(new URL[] {classes}, null)) {
            Class.forName(first.getName(), true, fresh);
            Object standard = Class.forName(TurnOptions.class.getName(), true, fresh)
                    .getMethod("standard")
                    .invoke(null);

            assertThat(standard).hasNoNullFieldsOrProperties();
        }
    }

    @Test
    void shouldChangeOneOptionAtATime() {
        TurnOptions other = new TurnOptions(
                TurnDetection.MANUAL,
                EndpointingOptions.standard().dynamic(),
                InterruptionOptions.disabled(),
                PreemptiveGeneration.off(),
                new UserTurnLimit(3, Duration.ofSeconds(4)),
                TurnStart.byWords(2),
                Set.of(MuteStrategy.FUNCTION_CALLS),
                Duration.ofSeconds(7),
                Optional.of(new Undecided()));

        TurnOptions changed = TurnOptions.standard()
                .withDetection(other.detection())
                .withEndpointing(other.endpointing())
                .withInterruption(other.interruption())
                .withPreemptive(other.preemptive())
                .withUserTurnLimit(other.userTurnLimit())
                .withStart(other.start())
                .withMutes(other.mutes())
                .withUserIdleTimeout(other.userIdleTimeout())
                .withDetector(other.detector().orElseThrow());

        assertThat(changed).isEqualTo(other);
        assertThat(changed.withoutDetector().detector()).isEmpty();
    }

    /** Knows no language. */
    private record Undecided() implements TurnDetector {

        @Override
        public String name() {
            return "test/undecided";
        }

        @Override
        public OptionalDouble unlikelyThreshold(Optional<String> language) {
            return OptionalDouble.empty();
        }

        @Override
        public CompletionStage<Double> predictEndOfTurn(ChatContext context) {
            return CompletableFuture.failedStage(new UnsupportedOperationException());
        }
    }
}
