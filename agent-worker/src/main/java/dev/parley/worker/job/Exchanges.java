package dev.parley.worker.job;

import dev.parley.session.AgentState;
import dev.parley.session.SessionEvent;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Follows a session's events and tells when a turn was answered, for callers that wait for it. Thread-safe; keeps the
 * last exchange only.
 *
 * <p>Speeches that were created before the turn are no part of its answer: what is still heard of them, such as a greeting
 * that the caller cut off, belongs to what was before.
 */
public final class Exchanges implements Consumer<SessionEvent> {
    private AgentState state = AgentState.INITIALIZING;
    private Optional<OpenExchange> current = Optional.empty();
    private boolean currentTaken;
    private boolean closed;
    private CompletableFuture<OpenExchange> next = new CompletableFuture<>();

    /** Completes when the next turn that begins from now on was answered, or the session has ended. */
    public synchronized CompletionStage<Exchange> nextAnswer() {
        if (closed) {
            return CompletableFuture.completedFuture(Exchange.NONE);
        }
        return next.thenCompose(this::take);
    }

    /**
     * Completes when the last turn was answered, if nobody has waited for it yet: the session may have found its end
     * before the caller marked it. Completes with {@link Exchange#NONE} at once else.
     */
    public synchronized CompletionStage<Exchange> untakenAnswer() {
        if (currentTaken || current.isEmpty()) {
            return CompletableFuture.completedFuture(Exchange.NONE);
        }
        return take(current.get());
    }

    /** What is known of the last turn. */
    public synchronized Exchange latest() {
        return current.map(OpenExchange::snapshot).orElse(Exchange.NONE);
    }

    @Override
    public synchronized void accept(SessionEvent event) {
        if (event instanceof SessionEvent.TextReceived text) {
            begin(text.text());
        } else if (event instanceof SessionEvent.UserTurnCommitted turn) {
            onTurn(turn.transcript());
        } else if (event instanceof SessionEvent.AgentStateChanged change) {
            state = change.newState();
            current.ifPresent(open -> open.stateChanged(change.oldState(), change.newState()));
        } else if (event instanceof SessionEvent.ToolCallStarted tool) {
            current.ifPresent(open -> open.toolStarted(tool.call()));
        } else if (event instanceof SessionEvent.FunctionToolsExecuted tools) {
            current.ifPresent(open -> open.toolsExecuted(tools.calls(), tools.outputs()));
        } else if (event instanceof SessionEvent.SessionClosed) {
            onClosed();
        } else {
            onSpeech(event);
        }
    }

    private void onSpeech(SessionEvent event) {
        if (event instanceof SessionEvent.SpeechCreated speech) {
            current.ifPresent(open -> open.speechCreated(speech.speechId()));
        } else if (event instanceof SessionEvent.SpeechFinished speech) {
            current.ifPresent(open -> open.speechFinished(speech.speechId(), speech.heard(), state));
        }
    }

    /** A typed turn may be reported both as text and as a turn. */
    private void onTurn(String transcript) {
        boolean sameTurn = current.filter(open ->
                        !open.whenDone().isDone() && open.transcript().equals(transcript) && !open.hasBegunToAnswer())
                .isPresent();
        if (!sameTurn) {
            begin(transcript);
        }
    }

    private void begin(String transcript) {
        current.ifPresent(OpenExchange::finish);
        OpenExchange open = new OpenExchange(transcript, state);
        current = Optional.of(open);
        currentTaken = false;
        CompletableFuture<OpenExchange> waiting = next;
        next = new CompletableFuture<>();
        waiting.complete(open);
    }

    private void onClosed() {
        closed = true;
        current.ifPresent(OpenExchange::finish);
        next.complete(current.orElseGet(() -> finished()));
    }

    private static OpenExchange finished() {
        OpenExchange nothing = new OpenExchange("", AgentState.LISTENING);
        nothing.finish();
        return nothing;
    }

    private synchronized CompletionStage<Exchange> take(OpenExchange open) {
        if (current.filter(latest -> latest == open).isPresent()) {
            currentTaken = true;
        }
        return open.whenDone();
    }
}
