package dev.parley.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatRole;
import dev.parley.session.engine.Effect;
import dev.parley.session.engine.Stimulus;
import dev.parley.session.engine.Stimulus.EndOfTurnPredicted;
import dev.parley.session.engine.Stimulus.Prediction;
import dev.parley.turn.TurnDetector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What is made of a turn detector's answers, whatever it does. */
class TurnPredictionsTest {
    private final List<Stimulus> reported = new ArrayList<>();
    private final List<CompletableFuture<Double>> asked = new ArrayList<>();
    private final TurnPredictions predictions = new TurnPredictions(reported::add);

    private final TurnDetector english = new TurnDetector() {
        @Override
        public String name() {
            return "test/english";
        }

        @Override
        public OptionalDouble unlikelyThreshold(Optional<String> language) {
            return language.orElse("en").equals("en") ? OptionalDouble.of(0.36) : OptionalDouble.empty();
        }

        @Override
        public CompletionStage<Double> predictEndOfTurn(ChatContext context) {
            if (context.items().isEmpty()) {
                throw new IllegalArgumentException("nothing was said");
            }
            asked.add(new CompletableFuture<>());
            return asked.get(asked.size() - 1);
        }
    };

    private void ask(String id, String language) {
        ChatContext context = ChatContext.empty().addMessage(ChatRole.USER, "and then", Instant.EPOCH);
        predictions.ask(new Effect.PredictEndOfTurn(id, english, Optional.of(language), context));
    }

    @Test
    void shouldReportTheProbabilityWithTheLanguagesThreshold() {
        ask("p1", "en");
        asked.get(0).complete(0.2);

        assertThat(reported)
                .containsExactly(new EndOfTurnPredicted("p1", new Prediction.Predicted("test/english", 0.2, 0.36)));
    }

    @Test
    void shouldNotAskAboutALanguageThatTheDetectorDoesNotSupport() {
        ask("p1", "fi");

        assertThat(asked).isEmpty();
        assertThat(reported).containsExactly(new EndOfTurnPredicted("p1", new Prediction.NotSupported()));
    }

    @Test
    void shouldCancelAQuestionThatANewerOneReplaces() {
        ask("p1", "en");
        ask("p2", "en");

        assertThat(asked.get(0)).isCancelled();
        assertThat(asked.get(1)).isNotDone();
    }

    @Test
    void shouldCancelAQuestionWhoseAnswerIsOfNoInterestAnyMore() {
        ask("p1", "en");
        predictions.cancel();

        assertThat(asked.get(0)).isCancelled();
    }

    @Test
    void shouldReportWhatFailsThrowsOrIsNoProbability() {
        ask("p1", "en");
        asked.get(0).completeExceptionally(new IllegalStateException("no weights"));
        predictions.ask(new Effect.PredictEndOfTurn("p2", english, Optional.empty(), ChatContext.empty()));
        ask("p3", "en");
        asked.get(1).complete(1.5);
        ask("p4", "en");
        asked.get(2).complete(Double.NaN);

        assertThat(reported)
                .containsExactly(
                        failed("p1", "no weights"),
                        failed("p2", "nothing was said"),
                        failed("p3", "probability: 1.5 (expected: 0 to 1)"),
                        failed("p4", "probability: NaN (expected: 0 to 1)"));
    }

    private static Stimulus failed(String id, String why) {
        return new EndOfTurnPredicted(id, new Prediction.Failed("test/english: " + why));
    }
}
