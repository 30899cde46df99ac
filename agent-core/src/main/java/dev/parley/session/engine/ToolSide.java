package dev.parley.session.engine;

import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.session.ReplyOptions;
import dev.parley.session.SessionEvent;
import dev.parley.session.ToolExecution;
import dev.parley.session.ToolExecution.CallStatus;
import dev.parley.session.ToolExecution.ReplyStatus;
import dev.parley.tool.ToolOutcome;
import java.util.List;
import java.util.Optional;

/** Tools: started as soon as their call is known, committed to the conversation when all of one answer have ended. */
final class ToolSide {
    private final Draft draft;
    private final ToolGate gate;

    ToolSide(Draft draft) {
        this.draft = draft;
        this.gate = new ToolGate(draft, this);
    }

    /**
     * What one answer's tools came to.
     *
     * @param replyWanted whether the model should say something about it
     * @param next who is to take over
     */
    record Committed(boolean replyWanted, Optional<AgentProfile> next) {}

    void start(String speechId, FunctionCall call) {
        draft.journal(new ConversationRecord.ToolStarted(draft.sessionId + "/" + call.callId(), call));
        draft.emit(new SessionEvent.ToolCallStarted(draft.now, call));
        tell(new ToolExecution.CallStarted(call));
        gate.refusal(call)
                .ifPresentOrElse(
                        outcome -> onFinished(call.callId(), outcome),
                        () -> draft.effect(new Effect.RunTool(gate.toBeRun(call), speechId)));
    }

    /** Takes a tool's end; false if no answer waits for it. */
    boolean onFinished(String callId, ToolOutcome outcome) {
        if (draft.toolWork.inBackground(callId)) {
            onBackgroundFinished(callId, outcome);
            return false;
        }
        boolean failed = outcome instanceof ToolOutcome.Failed;
        boolean awaited = finish(callId, outcome.text(), failed, !(outcome instanceof ToolOutcome.Silent));
        if (awaited) {
            tellEnd(callId, callId, outcome.text(), failed ? CallStatus.ERROR : CallStatus.DONE);
        }
        return awaited;
    }

    private void tellEnd(String id, String callId, String text, CallStatus status) {
        tell(new ToolExecution.CallEnded(id, callId, text, status));
    }

    private void tell(ToolExecution update) {
        draft.emit(new SessionEvent.ToolExecutionUpdated(draft.now, update));
    }

    /** Takes a tool's end that asks for another agent; false if no answer waits for it. */
    boolean onHandedOff(String callId, AgentProfile next, String text) {
        if (!finish(callId, text, false, !text.isEmpty())) {
            draft.effect(new Effect.AgentLeft(next.key(), next.context(), NOBODY_WAITS));
            return false;
        }
        tellEnd(callId, callId, text, CallStatus.DONE);
        draft.toolWork = draft.toolWork.handingOff(callId, next);
        return true;
    }

    private static final String NOBODY_WAITS = "nobody waits for the tool that handed off";

    /** Ends a call whose tool still runs, without asking for a reply. */
    boolean giveUp(String callId, String why) {
        boolean awaited = finish(callId, why, true, false);
        if (awaited) {
            tellEnd(callId, callId, why, CallStatus.CANCELLED);
        }
        return awaited;
    }

    private boolean finish(String callId, String text, boolean error, boolean replyWanted) {
        Optional<FunctionCall> call = running(callId);
        call.ifPresent(ended -> {
            draft.outcomes.put(callId, replyWanted);
            journalEnd(ended, text, error);
        });
        return call.isPresent();
    }

    private void journalEnd(FunctionCall call, String text, boolean error) {
        draft.journal(new ConversationRecord.ToolFinished(
                new FunctionCallOutput(draft.nextId("item"), call.callId(), call.name(), text, error, draft.now)));
    }

    /** Calls that have not ended and that an answer waits for. */
    List<FunctionCall> running() {
        return draft.conversation.started().stream()
                .filter(call -> !draft.outcomes.containsKey(call.callId()))
                .toList();
    }

    private Optional<FunctionCall> running(String callId) {
        return running().stream().filter(call -> call.callId().equals(callId)).findFirst();
    }

    // --- behind the conversation

    /** The first news of a tool is its output; what it tells later is passed on when nobody speaks. */
    boolean onUpdated(String callId, String message) {
        Optional<FunctionCall> first = running(callId);
        if (first.isPresent()) {
            draft.toolWork = draft.toolWork.inBackground(first.get());
            tell(new ToolExecution.CallUpdated(callId, callId, message));
            return finish(callId, draft.options.asyncTools().updated(first.get(), message), false, true);
        }
        String id = callId + "_" + draft.nextId("update");
        if (draft.toolWork.inBackground(callId)) {
            tell(new ToolExecution.CallUpdated(id, callId, message));
        }
        draft.toolWork.background().stream()
                .filter(call -> call.callId().equals(callId))
                .findFirst()
                .ifPresent(call -> defer(id, callId, draft.options.asyncTools().updated(call, message), false));
        return false;
    }

    private void defer(String id, String callId, String text, boolean error) {
        draft.toolWork.background().stream()
                .filter(call -> call.callId().equals(callId))
                .findFirst()
                .ifPresent(call ->
                        draft.toolWork = draft.toolWork.deferring(new ToolWork.Deferred(id, call, text, error)));
    }

    private void onBackgroundFinished(String callId, ToolOutcome outcome) {
        boolean failed = outcome instanceof ToolOutcome.Failed;
        boolean silent = outcome instanceof ToolOutcome.Silent || !draft.running();
        String id = silent ? callId : callId + "_final";
        tellEnd(id, callId, silent ? "" : outcome.text(), failed ? CallStatus.ERROR : CallStatus.DONE);
        if (!silent) {
            defer(id, callId, outcome.text(), failed);
        }
        draft.toolWork = draft.toolWork.over(callId);
    }

    /** Ends a call behind the conversation whose tool still runs. */
    void giveUpInBackground(String callId) {
        tellEnd(callId, callId, "", CallStatus.CANCELLED);
        draft.toolWork = draft.toolWork.over(callId);
    }

    /** Makes the news part of the conversation; their ids. */
    List<String> tellNews() {
        for (ToolWork.Deferred news : draft.toolWork.deferred()) {
            String callId = news.id();
            FunctionCall call = new FunctionCall(
                    draft.nextId("item"),
                    callId,
                    news.call().name(),
                    news.call().arguments(),
                    draft.now);
            FunctionCallOutput output = new FunctionCallOutput(
                    draft.nextId("item"), callId, news.call().name(), news.text(), news.error(), draft.now);
            draft.journal(new ConversationRecord.ToolProgressed(call, output));
            draft.emit(new SessionEvent.ConversationItemAdded(draft.now, call));
            draft.emit(new SessionEvent.ConversationItemAdded(draft.now, output));
        }
        List<String> ids =
                draft.toolWork.deferred().stream().map(ToolWork.Deferred::id).toList();
        draft.toolWork = draft.toolWork.toldAll();
        return ids;
    }

    /** Nobody is there any more to tell news to. */
    void cancelBackground() {
        draft.toolWork.background().forEach(call -> {
            draft.effect(new Effect.CancelTool(call.callId()));
            giveUpInBackground(call.callId());
        });
        draft.toolWork = draft.toolWork.withoutBackground();
    }

    // --- replies to news

    /** How the model is to answer these. */
    ReplyOptions replyTo(List<String> ids) {
        String instructions = draft.options.asyncTools().replyTo(ids);
        return instructions.isBlank() ? ReplyOptions.standard() : ReplyOptions.instructed(instructions);
    }

    void replyScheduled(String speechId, List<String> ids) {
        draft.toolWork = draft.toolWork.replying(speechId, ids);
        tell(new ToolExecution.ReplyUpdated(ids, ReplyStatus.SCHEDULED, speechId));
    }

    /** A speech is over; if it was a reply to news, that is told. */
    void replyOver(String speechId, ReplyStatus status) {
        List<String> ids = draft.toolWork.replies().get(speechId);
        if (ids != null) {
            draft.toolWork = draft.toolWork.repliedBy(speechId);
            tell(new ToolExecution.ReplyUpdated(ids, status, speechId));
        }
    }

    // --- the end of one answer's tools

    boolean allDone(Speech speech) {
        return speech.launchedCalls().stream().allMatch(call -> draft.outcomes.containsKey(call.callId()));
    }

    /** Makes the calls and outputs of this step part of the conversation. */
    Committed commit(Speech speech) {
        List<FunctionCall> calls = speech.launchedCalls();
        if (calls.isEmpty()) {
            return new Committed(false, Optional.empty());
        }
        List<String> ids = calls.stream().map(FunctionCall::callId).toList();
        Optional<AgentProfile> next = handOff(speech, calls);
        List<FunctionCallOutput> outputs = draft.conversation.finished().stream()
                .filter(output -> ids.contains(output.callId()))
                .toList();
        draft.journal(new ConversationRecord.ToolTurnCommitted(ids));
        calls.forEach(call -> draft.emit(new SessionEvent.ConversationItemAdded(draft.now, call)));
        outputs.forEach(output -> draft.emit(new SessionEvent.ConversationItemAdded(draft.now, output)));
        draft.emit(new SessionEvent.FunctionToolsExecuted(draft.now, calls, outputs));
        boolean replyWanted = ids.stream()
                .map(draft.outcomes::remove)
                .reduce(false, (any, wanted) -> any || Boolean.TRUE.equals(wanted), Boolean::logicalOr);
        return new Committed(replyWanted, next);
    }

    /** Who takes over, if one tool asked for it and nothing stands against it; else those that asked have failed. */
    private Optional<AgentProfile> handOff(Speech speech, List<FunctionCall> calls) {
        List<FunctionCall> asking = calls.stream()
                .filter(call -> draft.toolWork.handOffs().containsKey(call.callId()))
                .toList();
        if (asking.isEmpty()) {
            return Optional.empty();
        }
        List<AgentProfile> agents = asking.stream()
                .map(call -> java.util.Objects.requireNonNull(
                        draft.toolWork.handOffs().get(call.callId())))
                .toList();
        draft.toolWork = draft.toolWork.withoutHandOffs(
                asking.stream().map(FunctionCall::callId).toList());
        Optional<String> obstacle = obstacle(speech, agents);
        if (obstacle.isEmpty()) {
            return Optional.of(agents.get(0));
        }
        agents.forEach(agent -> draft.effect(new Effect.AgentLeft(agent.key(), agent.context(), obstacle.get())));
        for (FunctionCall call : asking) {
            journalEnd(call, "The conversation was not handed off: " + obstacle.get(), true);
            draft.outcomes.put(call.callId(), !speech.interrupted());
        }
        return Optional.empty();
    }

    private Optional<String> obstacle(Speech speech, List<AgentProfile> agents) {
        if (speech.interrupted()) {
            return Optional.of(draft.running() ? "the caller interrupted" : "the session ends");
        }
        if (agents.size() > 1) {
            return Optional.of(agents.size() + " tools of one answer handed off (expected: one at most)");
        }
        return draft.cast.draining() ? Optional.of("another agent takes over already") : Optional.empty();
    }
}
