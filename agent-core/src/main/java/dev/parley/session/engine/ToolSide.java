package dev.parley.session.engine;

import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.session.SessionEvent;
import dev.parley.tool.FunctionTools;
import dev.parley.tool.ToolOutcome;
import java.util.List;

/** Tools: started as soon as their call is known, committed to the conversation when all of one answer have ended. */
final class ToolSide {
    private final Draft draft;

    ToolSide(Draft draft) {
        this.draft = draft;
    }

    void start(String speechId, FunctionCall call) {
        draft.journal(new ConversationRecord.ToolStarted(draft.sessionId + "/" + call.callId(), call));
        draft.emit(new SessionEvent.ToolCallStarted(draft.now, call));
        if (draft.profile.offers(call.name())) {
            draft.effect(new Effect.RunTool(call, speechId));
        } else {
            onFinished(call.callId(), FunctionTools.unknown(call.name(), draft.profile.toolNames()));
        }
    }

    /** Takes a tool's end; false if nobody waits for it. */
    boolean onFinished(String callId, ToolOutcome outcome) {
        FunctionCall call = draft.conversation.started().stream()
                .filter(started -> started.callId().equals(callId))
                .findFirst()
                .orElse(null);
        if (call == null || draft.outcomes.containsKey(callId)) {
            return false;
        }
        draft.outcomes.put(callId, !(outcome instanceof ToolOutcome.Silent));
        draft.journal(new ConversationRecord.ToolFinished(new FunctionCallOutput(
                draft.nextId("item"),
                callId,
                call.name(),
                outcome.text(),
                outcome instanceof ToolOutcome.Failed,
                draft.now)));
        return true;
    }

    boolean allDone(Speech speech) {
        return launchedCalls(speech).stream().allMatch(call -> draft.outcomes.containsKey(call.callId()));
    }

    /** Makes the calls and outputs of this step part of the conversation; whether the model should say something. */
    boolean commit(Speech speech) {
        List<FunctionCall> calls = launchedCalls(speech);
        if (calls.isEmpty()) {
            return false;
        }
        List<String> ids = calls.stream().map(FunctionCall::callId).toList();
        List<FunctionCallOutput> outputs = draft.conversation.finished().stream()
                .filter(output -> ids.contains(output.callId()))
                .toList();
        draft.journal(new ConversationRecord.ToolTurnCommitted(ids));
        calls.forEach(call -> draft.emit(new SessionEvent.ConversationItemAdded(draft.now, call)));
        outputs.forEach(output -> draft.emit(new SessionEvent.ConversationItemAdded(draft.now, output)));
        draft.emit(new SessionEvent.FunctionToolsExecuted(draft.now, calls, outputs));
        return ids.stream()
                .map(draft.outcomes::remove)
                .reduce(false, (any, wanted) -> any || Boolean.TRUE.equals(wanted));
    }

    private static List<FunctionCall> launchedCalls(Speech speech) {
        return speech.round()
                .answer()
                .map(answer -> answer.calls().subList(0, speech.round().launched()))
                .orElse(List.of());
    }
}
