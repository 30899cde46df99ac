package dev.parley.worker.job;

import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.session.AgentState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * One exchange while it goes on. It is done when the agent listens again after it has thought or spoken, nothing of the
 * answer is still to be said, and the tools that it asked for have ended and were followed up. Guarded by its owner.
 */
final class OpenExchange {
    private final String transcript;
    private final StringBuilder answer = new StringBuilder();
    private final Map<String, Exchange.ToolUse> tools = new LinkedHashMap<>();
    private final Set<String> running = new HashSet<>();
    private final Set<String> speeches = new HashSet<>();
    private final CompletableFuture<Exchange> done = new CompletableFuture<>();
    private boolean worked;
    private boolean followUpDue;

    /** Speeches that were created before are no part of it: what is left of them is what the turn interrupted. */
    OpenExchange(String transcript, AgentState state) {
        this.transcript = transcript;
        this.worked = state == AgentState.THINKING;
    }

    String transcript() {
        return transcript;
    }

    boolean hasBegunToAnswer() {
        return worked;
    }

    CompletableFuture<Exchange> whenDone() {
        return done;
    }

    Exchange snapshot() {
        return new Exchange(transcript, answer.toString(), new ArrayList<>(tools.values()), done.isDone());
    }

    void speechCreated(String speechId) {
        speeches.add(speechId);
        worked = true;
        followUpDue = false;
    }

    void speechFinished(String speechId, String heard, AgentState state) {
        if (!speeches.remove(speechId)) {
            return;
        }
        if (!heard.isEmpty()) {
            answer.append(answer.isEmpty() ? "" : " ").append(heard.strip());
        }
        finishIfOver(state);
    }

    void toolStarted(FunctionCall call) {
        worked = true;
        running.add(call.callId());
        tools.put(
                call.callId(),
                new Exchange.ToolUse(call.callId(), call.name(), call.arguments(), Optional.empty(), false));
    }

    void toolsExecuted(List<FunctionCall> calls, List<FunctionCallOutput> outputs) {
        for (FunctionCall call : calls) {
            running.remove(call.callId());
            tools.putIfAbsent(
                    call.callId(),
                    new Exchange.ToolUse(call.callId(), call.name(), call.arguments(), Optional.empty(), false));
        }
        for (FunctionCallOutput output : outputs) {
            tools.computeIfPresent(output.callId(), (id, use) -> withOutput(use, output));
        }
        followUpDue = true;
    }

    void stateChanged(AgentState from, AgentState to) {
        if (to == AgentState.THINKING) {
            worked = true;
        }
        if (to == AgentState.SPEAKING || (from == AgentState.THINKING && to == AgentState.LISTENING)) {
            followUpDue = false;
        }
        finishIfOver(to);
    }

    void finish() {
        if (!done.isDone()) {
            Exchange last = snapshot();
            done.complete(new Exchange(last.transcript(), last.answer(), last.toolCalls(), true));
        }
    }

    private void finishIfOver(AgentState state) {
        if (state == AgentState.LISTENING && worked && speeches.isEmpty() && running.isEmpty() && !followUpDue) {
            finish();
        }
    }

    private static Exchange.ToolUse withOutput(Exchange.ToolUse use, FunctionCallOutput output) {
        return new Exchange.ToolUse(
                use.callId(), use.name(), use.arguments(), Optional.of(output.output()), output.error());
    }
}
