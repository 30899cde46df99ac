package dev.parley.session.internal;

import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.Modality;
import dev.parley.session.CloseReason;
import dev.parley.session.ReplyOptions;
import dev.parley.session.RunResult;
import dev.parley.session.SessionEvent;
import dev.parley.session.engine.SessionState;
import dev.parley.session.engine.Stimulus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The run that waits or goes on, if any, and what it brings about. Thread-safe.
 *
 * <pre>
 * none ──open──▶ waiting ──beginWhenAtRest──▶ going on ──endWhenAtRest, close──▶ none
 * </pre>
 *
 * <p>A run waits until nothing of what came before it is left to say, so that its record is its own; it ends when nothing
 * is left to say or to do. Whatever it waits for, models, tools and hooks, has a deadline of its own.
 */
final class Runs {
    private @Nullable Run<?> current;
    private long begun;

    /** One run. */
    private static final class Run<T> {
        private final String userInput;
        private final Modality modality;
        private final Class<T> outputType;
        private final CompletableFuture<RunResult<T>> result = new CompletableFuture<>();
        private final List<ChatItem> items = new ArrayList<>();
        private Optional<Object> output = Optional.empty();
        private Optional<String> failure = Optional.empty();
        private boolean begun;

        private Run(String userInput, Modality modality, Class<T> outputType) {
            this.userInput = userInput;
            this.modality = modality;
            this.outputType = outputType;
        }

        private void complete() {
            Optional<String> wrong = failure.or(this::wrongOutput);
            if (wrong.isPresent()) {
                result.completeExceptionally(new IllegalStateException("run [" + userInput + "]: " + wrong.get()));
            } else {
                result.complete(new RunResult<>(
                        userInput, items, output.filter(outputType::isInstance).map(outputType::cast)));
            }
        }

        private Optional<String> wrongOutput() {
            if (outputType.equals(Void.class)
                    || output.filter(outputType::isInstance).isPresent()) {
                return Optional.empty();
            }
            String actual =
                    output.map(value -> value.getClass().getSimpleName()).orElse("none");
            return Optional.of("final output: " + actual + " (expected: " + outputType.getSimpleName()
                    + ", which the agent's task completes with)");
        }
    }

    /** Opens a run; fails if another is open. */
    synchronized <T> CompletionStage<RunResult<T>> open(String userInput, Modality modality, Class<T> outputType) {
        if (current != null) {
            return CompletableFuture.failedStage(new IllegalStateException("run [" + userInput + "]: the run ["
                    + current.userInput
                    + "] goes on (expected: one at a time; wait for its result, nested runs are not supported)"));
        }
        Run<T> run = new Run<>(userInput, modality, outputType);
        current = run;
        return run.result.minimalCompletionStage();
    }

    /** What begins the waiting run, if this is the moment for it. */
    synchronized Optional<Stimulus> beginWhenAtRest(SessionState state) {
        if (current == null || current.begun || !state.isRunning() || !state.isAtRest()) {
            return Optional.empty();
        }
        current.begun = true;
        begun++;
        return Optional.of(new Stimulus.ReplyAsked(
                "speech_r" + begun, ReplyOptions.to(current.modality).withUserInput(current.userInput)));
    }

    /** Whether what is said now is part of a run, and thus text only. */
    synchronized boolean goOn() {
        return current != null && current.begun;
    }

    /** Writes down what belongs to the run. */
    synchronized void on(SessionEvent event) {
        if (current == null || !current.begun) {
            return;
        }
        if (event instanceof SessionEvent.ConversationItemAdded added && !isUsers(added.item())) {
            current.items.add(added.item());
        } else if (event instanceof SessionEvent.ErrorOccurred error
                && error.source().equals("llm")
                && !error.recoverable()) {
            current.failure = Optional.of("the language model failed: " + error.message());
        }
    }

    /** What the agent's task came to; the last counts. */
    synchronized void output(Object value) {
        if (current != null && current.begun) {
            current.output = Optional.of(value);
        }
    }

    void endWhenAtRest(SessionState state) {
        Run<?> over = null;
        synchronized (this) {
            if (current != null && current.begun && state.isRunning() && state.isAtRest()) {
                over = current;
                current = null;
            }
        }
        if (over != null) {
            over.complete();
        }
    }

    /** The session is over, and with it the run. */
    void close(CloseReason reason) {
        Run<?> over;
        synchronized (this) {
            over = current;
            current = null;
        }
        if (over == null) {
            return;
        }
        if (!over.begun || reason.kind() == CloseReason.Kind.ERROR) {
            over.failure = Optional.of("the session ended: " + reason.kind() + " " + reason.detail());
        }
        over.complete();
    }

    private static boolean isUsers(ChatItem item) {
        return item instanceof ChatMessage message && message.role() == ChatRole.USER;
    }
}
