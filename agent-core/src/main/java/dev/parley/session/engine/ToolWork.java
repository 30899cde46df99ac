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
 * @param replies ids of news that speeches reply to, by the speech's id
 * @param floor who may speak when nobody else does
 * @param awaitingPlayout ids of requests that wait for a speech to be played, with the id of the speech
 */
record ToolWork(
        Map<String, AgentProfile> handOffs,
        List<FunctionCall> background,
        List<Deferred> deferred,
        Map<Long, String> awaitingPlayout,
        Map<String, List<String>> replies,
        Floor floor) {

    ToolWork {
        handOffs = Map.copyOf(handOffs);
        background = List.copyOf(background);
        deferred = List.copyOf(deferred);
        awaitingPlayout = Map.copyOf(awaitingPlayout);
        replies = Map.copyOf(replies);
    }

    /**
     * News of a tool.
     *
     * @param id of the call that they stand under in the chat
     */
    record Deferred(String id, FunctionCall call, String text, boolean error) {}

    static ToolWork none() {
        return new ToolWork(Map.of(), List.of(), List.of(), Map.of(), Map.of(), Floor.FREE);
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
        return new ToolWork(more, background, deferred, awaitingPlayout, replies, floor);
    }

    ToolWork withoutHandOffs(List<String> callIds) {
        Map<String, AgentProfile> fewer = new HashMap<>(handOffs);
        fewer.keySet().removeAll(callIds);
        return new ToolWork(fewer, background, deferred, awaitingPlayout, replies, floor);
    }

    ToolWork inBackground(FunctionCall call) {
        List<FunctionCall> more = new ArrayList<>(background);
        more.add(call);
        return new ToolWork(handOffs, more, deferred, awaitingPlayout, replies, floor);
    }

    ToolWork over(String callId) {
        List<FunctionCall> fewer = background.stream()
                .filter(call -> !call.callId().equals(callId))
                .toList();
        return new ToolWork(handOffs, fewer, deferred, awaitingPlayout, replies, floor);
    }

    ToolWork deferring(Deferred news) {
        List<Deferred> more = new ArrayList<>(deferred);
        more.add(news);
        return new ToolWork(handOffs, background, more, awaitingPlayout, replies, floor);
    }

    ToolWork toldAll() {
        return new ToolWork(handOffs, background, List.of(), awaitingPlayout, replies, floor);
    }

    ToolWork withAwaitingPlayout(Map<Long, String> now) {
        return new ToolWork(handOffs, background, deferred, now, replies, floor);
    }

    ToolWork with(Floor now) {
        return new ToolWork(handOffs, background, deferred, awaitingPlayout, replies, now);
    }

    ToolWork replying(String speechId, List<String> ids) {
        Map<String, List<String>> more = new HashMap<>(replies);
        more.put(speechId, ids);
        return new ToolWork(handOffs, background, deferred, awaitingPlayout, more, floor);
    }

    ToolWork repliedBy(String speechId) {
        Map<String, List<String>> fewer = new HashMap<>(replies);
        fewer.remove(speechId);
        return new ToolWork(handOffs, background, deferred, awaitingPlayout, fewer, floor);
    }

    /** Nothing goes on behind the conversation any more. */
    ToolWork withoutBackground() {
        return new ToolWork(handOffs, List.of(), List.of(), awaitingPlayout, replies, floor);
    }
}
