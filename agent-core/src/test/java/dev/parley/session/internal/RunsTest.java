package dev.parley.session.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.Modality;
import dev.parley.session.CloseReason;
import dev.parley.session.ReplyOptions;
import dev.parley.session.RunResult;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionOptions;
import dev.parley.session.engine.AgentProfile;
import dev.parley.session.engine.SessionEngine;
import dev.parley.session.engine.SessionState;
import dev.parley.session.engine.Stimulus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class RunsTest {
    private static final SessionEngine ENGINE = new SessionEngine("runs", SessionOptions.standard());
    private static final SessionState NEW = SessionState.initial(new AgentProfile("agent", "", List.of()));
    private static final SessionState AT_REST =
            ENGINE.on(NEW, Instant.EPOCH, new Stimulus.Started()).state();
    private static final SessionState THINKING = ENGINE.on(
                    AT_REST, Instant.EPOCH, new Stimulus.ReplyAsked("speech_1", ReplyOptions.standard()))
            .state();

    private final Runs runs = new Runs();

    private static <T> RunResult<T> result(CompletionStage<RunResult<T>> run) {
        assertThat(run.toCompletableFuture()).isDone();
        return run.toCompletableFuture().join();
    }

    private static SessionEvent added(ChatRole role, String text) {
        return new SessionEvent.ConversationItemAdded(Instant.EPOCH, ChatMessage.of(text, role, text, Instant.EPOCH));
    }

    @Test
    void shouldBeginWhenNothingOfWhatCameBeforeIsLeft() {
        CompletionStage<RunResult<Void>> run = runs.open("hello", Modality.TEXT, Void.class);

        assertThat(runs.beginWhenAtRest(NEW)).isEmpty();
        assertThat(runs.beginWhenAtRest(THINKING)).isEmpty();
        runs.on(added(ChatRole.ASSISTANT, "welcome"));
        assertThat(runs.goOn()).isFalse();
        assertThat(runs.beginWhenAtRest(AT_REST))
                .contains(new Stimulus.ReplyAsked(
                        "speech_r1", ReplyOptions.standard().withUserInput("hello")));
        assertThat(runs.beginWhenAtRest(AT_REST)).isEmpty();
        assertThat(runs.goOn()).isTrue();
        runs.on(added(ChatRole.USER, "hello"));
        runs.on(added(ChatRole.ASSISTANT, "good day"));
        runs.endWhenAtRest(THINKING);
        assertThat(run.toCompletableFuture()).isNotDone();
        runs.endWhenAtRest(AT_REST);

        assertThat(result(run).userInput()).isEqualTo("hello");
        assertThat(result(run).events()).extracting(item -> item.id()).containsExactly("good day");
        assertThat(runs.goOn()).isFalse();
    }

    @Test
    void shouldBeginInTheModalityItIsAskedFor() {
        runs.open("hello", Modality.AUDIO, Void.class);

        assertThat(runs.beginWhenAtRest(AT_REST))
                .contains(new Stimulus.ReplyAsked(
                        "speech_r1", ReplyOptions.to(Modality.AUDIO).withUserInput("hello")));
    }

    @Test
    void shouldGiveTheLastOutputAsItsType() {
        CompletionStage<RunResult<Integer>> run = runs.open("hello", Modality.TEXT, Integer.class);
        runs.output("before it began");
        runs.beginWhenAtRest(AT_REST);
        runs.output(3);
        runs.output(4);
        runs.endWhenAtRest(AT_REST);

        assertThat(result(run).finalOutput()).isEqualTo(4);
    }

    @Test
    void shouldFailWithAnOutputOfAnotherType() {
        CompletionStage<RunResult<Integer>> run = runs.open("hello", Modality.TEXT, Integer.class);
        runs.beginWhenAtRest(AT_REST);
        runs.output("four");
        runs.endWhenAtRest(AT_REST);

        assertThatThrownBy(() -> result(run))
                .hasMessageContaining("run [hello]: final output: String (expected: Integer");
    }

    @Test
    void shouldGiveNoOutputThatNobodyAskedFor() {
        CompletionStage<RunResult<Void>> run = runs.open("hello", Modality.TEXT, Void.class);
        runs.beginWhenAtRest(AT_REST);
        runs.output(4);
        runs.endWhenAtRest(AT_REST);

        assertThat(result(run).output()).isEqualTo(Optional.empty());
    }

    @Test
    void shouldEndWithTheSession() {
        CompletionStage<RunResult<Void>> ended = runs.open("bye", Modality.TEXT, Void.class);
        runs.beginWhenAtRest(AT_REST);
        runs.on(added(ChatRole.ASSISTANT, "bye"));
        runs.close(CloseReason.of(CloseReason.Kind.TASK_COMPLETED));
        CompletionStage<RunResult<Void>> late = runs.open("hello?", Modality.TEXT, Void.class);
        runs.close(CloseReason.of(CloseReason.Kind.TASK_COMPLETED));

        assertThat(result(ended).events()).hasSize(1);
        assertThatThrownBy(() -> result(late)).hasMessageContaining("run [hello?]: the session ended: TASK_COMPLETED");
    }
}
