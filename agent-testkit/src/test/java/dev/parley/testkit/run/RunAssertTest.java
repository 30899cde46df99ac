package dev.parley.testkit.run;

import static dev.parley.testkit.run.RunAssert.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.session.RunResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunAssertTest {
    private static final RunResult<Void> RESULT = new RunResult<>(
            "How much is it?",
            List.of(
                    ChatMessage.of("a1", ChatRole.ASSISTANT, "Let me see.", Instant.EPOCH),
                    new FunctionCall("f1", "c1", "price", "{\"product\":\"bread\",\"count\":2}", Instant.EPOCH),
                    new FunctionCallOutput("o1", "c1", "price", "no bread left", true, Instant.EPOCH),
                    ChatMessage.of("a2", ChatRole.ASSISTANT, "We are", Instant.EPOCH)
                            .asInterrupted()),
            Optional.empty());

    private static RunAssert run() {
        return expect(RESULT);
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ?> assertFails(ThrowingCallable expectation) {
        return assertThatThrownBy(expectation).isInstanceOf(AssertionError.class);
    }

    @Test
    void shouldShowAllEventsWithAnArrowAtTheOneThatDiffers() {
        RunAssert run = run().skipNext(1);

        assertFails(() -> run.nextEvent().isFunctionCall("price", Map.of("count", 3)))
                .hasMessage("""
                event 1: argument count of price: 2 (expected: 3)
                Events of the run [How much is it?]:
                    [0] message of the assistant: "Let me see."
                >>> [1] function call price {"product":"bread","count":2}
                    [2] function call output of price: "no bread left" (error)
                    [3] message of the assistant: "We are" (interrupted)
                    (no more)""");
    }

    @Test
    void shouldPointBehindTheLastWhenAnotherIsExpected() {
        RunAssert run = run().skipNext(4);

        assertFails(run::nextEvent).hasMessageContaining("no event left").hasMessageContaining(">>> (no more)");
        assertFails(() -> run().skipNext(5)).hasMessageContaining("events to skip: 5 (expected: at most 4");
        run.noMoreEvents();
    }

    @Test
    void shouldPointAtTheFirstThatIsTooMany() {
        assertFails(() -> run().skipNext(3).noMoreEvents())
                .hasMessageContaining("events left: 1 (expected: none)")
                .hasMessageContaining(">>> [3] message");
    }

    @Test
    void shouldTakeTheNextOfAKindWithAllBeforeIt() {
        RunAssert run = run();

        run.nextEvent(FunctionCallOutput.class)
                .isFunctionCallOutput("no bread left")
                .isError();
        run.nextEvent(ChatMessage.class).isMessage().hasText("We are");
        run.noMoreEvents();
        assertFails(() -> run().skipNext(2).nextEvent(FunctionCall.class))
                .hasMessageContaining("no more function call from event 2 on");
    }

    @Test
    void shouldSkipOnlyWhatIsAsExpected() {
        RunAssert run = run();

        assertThat(run.skipNextEventIf(event -> event.isFunctionCall("price"))).isEmpty();
        assertThat(run.skipNextEventIf(event -> event.isMessage(ChatRole.ASSISTANT)))
                .hasValueSatisfying(message -> message.hasText("Let me see."));
        run.nextEvent().isFunctionCall("price");
        assertThat(run().skipNext(4).skipNextEventIf(EventAssert::isMessage)).isEmpty();
    }

    @Test
    void shouldFindEventsWhereverTheyAre() {
        RunAssert run = run();

        run.containsFunctionCall("price", Map.of("product", "bread"));
        run.containsFunctionCallOutput("no bread left").isError();
        run.containsMessage(ChatRole.ASSISTANT).hasText("Let me see.");
        run.contains("an interrupted message", event -> event.isMessage().containsText("We"));
        run.at(-1).isMessage().hasText("We are");
        run.slice(2, 4).containsMessage(ChatRole.ASSISTANT).hasText("We are");
        assertFails(() -> run.slice(2, 4).containsFunctionCall("price"))
                .hasMessageContaining("function call price: not among the events 2 to 4");
        assertFails(() -> run.containsFunctionCall("price", Map.of("product", "roll")))
                .hasMessageContaining("not among the events 0 to 4");
        assertFails(() -> run.containsMessage(ChatRole.USER)).hasMessageContaining("message of the USER");
    }

    @ParameterizedTest
    @CsvSource({"4", "-5"})
    void shouldSayThatThereIsNoSuchEvent(int index) {
        assertFails(() -> run().at(index)).hasMessageContaining("event index: " + index);
    }

    @Test
    void shouldTellWhatAnEventIsAndWhatItShouldBe() {
        assertFails(() -> run().at(0).isFunctionCall())
                .hasMessageContaining("event 0: message (expected: function call)");
        assertFails(() -> run().at(0).isMessage(ChatRole.USER)).hasMessageContaining("(expected: of the USER)");
        assertFails(() -> run().at(1).isFunctionCall("cost")).hasMessageContaining("call of price (expected: of cost)");
        assertFails(() -> run().at(1).isFunctionCall().hasArgument("size", "small"))
                .hasMessageContaining("argument size of price: missing (expected: \"small\")");
        assertFails(() -> run().at(2).isFunctionCallOutput("4"))
                .hasMessageContaining("output [no bread left] (expected: [4])");
        assertFails(() -> run().at(2).isFunctionCallOutput().isNoError()).hasMessageContaining("that failed");
        assertFails(() -> run().at(2).isFunctionCallOutput().containsText("rolls"))
                .hasMessageContaining("with [rolls] in it");
        assertFails(() -> run().at(0).isMessage().containsText("bread")).hasMessageContaining("with [bread] in it");
        assertFails(() -> run().at(0).isMessage().hasText("Let me")).hasMessageContaining("(expected: [Let me])");
        assertFails(() -> run().slice(3, 5)).hasMessageContaining("events from 3 to 5");
    }

    @Test
    void shouldTellThatTheRunFailed() {
        assertFails(() -> expect(
                        CompletableFuture.<RunResult<Void>>failedFuture(new IllegalStateException("out of order"))))
                .hasMessageContaining("out of order");
    }
}
