package dev.parley.session.engine;

import dev.parley.chat.FunctionCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What tools do beside giving an output. Immutable.
 *
 * @param handOffs agents that ended tools want to hand off to, by call id, until the tools' turn is committed
 * @param background tools that have told something and go on behind the conversation
 * @param deferred what those have told since, to be passed on as soon as nobody speaks
 * @param awaitingPlayout ids of requests that wait for a speech to be played, with the id of the speech
 */
record ToolWork(
        Map<String, AgentProfile> handOffs,
        List<FunctionCall> background,
        List<Deferred> deferred,
        Map<Long, String> awaitingPlayout) {

    ToolWork {
        handOffs = Map.copyOf(handOffs);
        background = List.copyOf(background);
        deferred = List.copyOf(deferred);
        awaitingPlayout = Map.copyOf(awaitingPlayout);
    }

    /** News of a tool. */
    record Deferred(FunctionCall call, String text, boolean error) {}

    static ToolWork none() {
        return new ToolWork(Map.of(), List.of(), List.of(), Map.of());
    }

    /** Whether nobody needs to wait for news. */
    boolean quiet() {
        return background.isEmpty() && deferred.isEmpty();
    }

    boolean inBackground(String callId) {
        return background.stream().anyMatch(call -> call.callId().equals(callId));
    }

    ToolWork handingOff(String callId, AgentProfile next) {
        Map<String, AgentProfile> more = new HashMap<>(handOffs);
        more.put(callId, next);
        return new ToolWork(more, background, deferred, awaitingPlayout);
    }

    ToolWork withoutHandOffs(List<String> callIds) {
        Map<String, AgentProfile> fewer = new HashMap<>(handOffs);
        fewer.keySet().removeAll(callIds);
        return new ToolWork(fewer, background, deferred, awaitingPlayout);
    }

    ToolWork inBackground(FunctionCall call) {
        List<FunctionCall> more = new ArrayList<>(background);
        more.add(call);
        return new ToolWork(handOffs, more, deferred, awaitingPlayout);
    }

    ToolWork over(String callId) {
        List<FunctionCall> fewer = background.stream()
                .filter(call -> !call.callId().equals(callId))
                .toList();
        return new ToolWork(handOffs, fewer, deferred, awaitingPlayout);
    }

    ToolWork deferring(Deferred news) {
        List<Deferred> more = new ArrayList<>(deferred);
        more.add(news);
        return new ToolWork(handOffs, background, more, awaitingPlayout);
    }

    ToolWork toldAll() {
        return new ToolWork(handOffs, background, List.of(), awaitingPlayout);
    }

    ToolWork withAwaitingPlayout(Map<Long, String> now) {
        return new ToolWork(handOffs, background, deferred, now);
    }
}
