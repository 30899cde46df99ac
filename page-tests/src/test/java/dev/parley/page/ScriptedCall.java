package dev.parley.page;

import com.microsoft.playwright.WebSocketRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The server's end of the caller's WebSocket, played by the test line by line. */
final class ScriptedCall {

    private final ObservedPage page;
    private final List<WebSocketRoute> sockets = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();
    private final List<byte[]> frames = new ArrayList<>();
    private int clock;

    ScriptedCall(ObservedPage page) {
        this.page = page;
        page.page().routeWebSocket(Pattern.compile(".*/api/calls/.*/ws.*"), socket -> {
            sockets.add(socket);
            socket.onMessage(frame -> {
                if (frame.text() != null) {
                    messages.add(frame.text());
                } else {
                    frames.add(frame.binary());
                }
            });
        });
    }

    String url() {
        return sockets.get(0).url();
    }

    List<String> messages() {
        return messages;
    }

    List<byte[]> frames() {
        return frames;
    }

    Stream<byte[]> newestFrames(int count) {
        return frames.subList(Math.max(0, frames.size() - count), frames.size()).stream();
    }

    void awaitMessage(String message) {
        page.page().waitForCondition(() -> messages.contains(message));
    }

    void awaitFrames(int count) {
        page.page().waitForCondition(() -> frames.size() >= count);
    }

    /** @param fields the event's components as JSON, without braces */
    void event(String type, String fields) {
        raw("{\"type\":\"" + type + "\"," + "\"at\":\"2026-11-21T10:00:00.%03dZ\"".formatted(clock++)
                + (fields.isEmpty() ? "" : ",") + fields + "}");
    }

    void raw(String text) {
        page.page().waitForCondition(() -> !sockets.isEmpty());
        sockets.get(0).send(text);
    }

    /** In one message: sent one by one, a busy machine would put gaps between them. */
    void sound(byte[] pcm) {
        sockets.get(0).send(pcm);
    }

    /** The connection breaks. */
    void drop() {
        sockets.get(0).close(new WebSocketRoute.CloseOptions().setCode(4000));
    }

    // ---- what a conversation is made of

    void hears(String transcript, boolean isFinal) {
        event("user_input_transcribed", "\"transcript\":\"" + transcript + "\",\"is_final\":" + isFinal);
    }

    void commits(String transcript) {
        event("user_turn_committed", "\"transcript\":\"" + transcript + "\"");
    }

    void agentIs(String state) {
        event("agent_state_changed", "\"old_state\":\"listening\",\"new_state\":\"" + state + "\"");
    }

    void says(String speechId, String delta) {
        event("agent_transcript", "\"speech_id\":\"" + speechId + "\",\"delta\":\"" + delta + "\"");
    }

    void finishes(String speechId, String heard, boolean interrupted) {
        event(
                "speech_finished",
                "\"speech_id\":\"" + speechId + "\",\"heard\":\"" + heard + "\",\"interrupted\":" + interrupted);
    }

    void tool(String callId, String name, String arguments, String output) {
        String call = "{\"call_id\":\"" + callId + "\",\"name\":\"" + name + "\",\"arguments\":\"" + arguments + "\"}";
        event("tool_call_started", "\"call\":" + call);
        event(
                "function_tools_executed",
                "\"calls\":[" + call + "],\"outputs\":[{\"call_id\":\"" + callId + "\",\"name\":\"" + name
                        + "\",\"output\":\"" + output + "\",\"error\":false}]");
    }

    void metrics(int endOfTurn, int firstToken, int firstByte, int endToEnd) {
        event(
                "metrics_collected",
                ("\"speech_id\":\"s\",\"metrics\":{\"end_of_turn_delay_ms\":%d,\"time_to_first_token_ms\":%d,"
                                + "\"time_to_first_byte_ms\":%d,\"end_to_end_ms\":%d}")
                        .formatted(endOfTurn, firstToken, firstByte, endToEnd));
    }
}
