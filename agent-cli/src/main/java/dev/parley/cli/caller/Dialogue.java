package dev.parley.cli.caller;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The caller's view of the conversation: follows the server's events and knows when it is the caller's turn again. Not
 * thread-safe. Times are {@link System#nanoTime}'s.
 */
final class Dialogue {
    /** An agent often speaks again at once, after a tool for instance: so long it must have been still. */
    static final Duration STILL = Duration.ofMillis(400);

    /** What is told beside the conversation and does not keep it going. */
    private static final Set<String> QUIET_EVENTS = Set.of(
            "pong", "metrics_collected", "agent_metrics_collected", "session_usage_updated", "rate_limits_updated");

    private final Set<String> openSpeeches = new HashSet<>();
    private final List<String> heard = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private final Map<String, Turn.ToolUse> tools = new LinkedHashMap<>();
    private Optional<String> closed = Optional.empty();
    private Optional<String> error = Optional.empty();
    private String agentState = "initializing";
    private String userState = "listening";
    private long lastActivity;
    private OptionalLong voiceEnded = OptionalLong.empty();
    private OptionalLong firstAudio = OptionalLong.empty();

    Dialogue(long now) {
        lastActivity = now;
    }

    void onEvent(JsonNode event, long now) {
        String type = event.path("type").asText();
        if (!QUIET_EVENTS.contains(type)) {
            lastActivity = now;
        }
        switch (type) {
            case "agent_state_changed" -> agentState = event.path("new_state").asText();
            case "user_state_changed" -> userState = event.path("new_state").asText();
            case "user_turn_committed" ->
                addWords(heard, event.path("transcript").asText());
            case "text_received" -> onTyped(event.path("text").asText());
            case "speech_created" -> openSpeeches.add(event.path("speech_id").asText());
            case "speech_finished" ->
                openSpeeches.remove(event.path("speech_id").asText());
            case "conversation_item_added" -> onItem(event.path("item"));
            case "tool_call_started" -> onToolStarted(event.path("call"));
            case "function_tools_executed" -> event.path("outputs").forEach(this::onToolOutput);
            case "error_occurred" -> onError(event);
            case "session_closed" -> onClosed(event.path("reason"));
            case "error" ->
                error = Optional.of(event.path("error").asText() + ": "
                        + event.path("detail").asText());
            default -> {
                // The others, such as interim transcripts, don't decide whose turn it is.
            }
        }
    }

    private void onError(JsonNode event) {
        if (!event.path("recoverable").asBoolean()) {
            error = Optional.of(event.path("message").asText());
        }
    }

    void onAudio(long now) {
        lastActivity = now;
        if (voiceEnded.isPresent() && firstAudio.isEmpty()) {
            firstAudio = OptionalLong.of(now);
        }
    }

    /** The last sound of what the caller says has been sent at this time. */
    void onVoiceEnded(long at) {
        voiceEnded = OptionalLong.of(at);
        firstAudio = OptionalLong.empty();
    }

    /** The connection has ended. */
    void onDisconnected(String reason) {
        closed = closed.or(() -> Optional.of(reason));
    }

    /** Whether nobody speaks or thinks and that has been so for a moment. */
    boolean isStill(long now) {
        return agentState.equals("listening")
                && userState.equals("listening")
                && openSpeeches.isEmpty()
                && now - lastActivity >= STILL.toNanos();
    }

    boolean isAnswered() {
        return !heard.isEmpty() && !answers.isEmpty();
    }

    /** Why the call is over, if it is. */
    Optional<String> closed() {
        return closed;
    }

    Optional<String> error() {
        return error;
    }

    /** What the agent said since the last turn. */
    String answer() {
        return String.join(" ", answers);
    }

    /** Ends the turn and begins the next one. */
    Turn take(String said) {
        OptionalLong latency = voiceEnded.isPresent() && firstAudio.isPresent()
                ? OptionalLong.of(Math.max(0, (firstAudio.getAsLong() - voiceEnded.getAsLong()) / 1_000_000))
                : OptionalLong.empty();
        Turn turn = new Turn(said, String.join(" ", heard), List.copyOf(tools.values()), answer(), latency);
        heard.clear();
        answers.clear();
        tools.clear();
        voiceEnded = OptionalLong.empty();
        firstAudio = OptionalLong.empty();
        return turn;
    }

    private void onItem(JsonNode item) {
        boolean message = item.path("kind").asText("message").equals("message");
        if (message && item.path("role").asText().equals("assistant")) {
            addWords(answers, item.path("text").asText());
        }
    }

    private void onToolStarted(JsonNode call) {
        JsonNode arguments = Json.objectOf(call.path("arguments"));
        tools.put(
                call.path("call_id").asText(),
                new Turn.ToolUse(call.path("name").asText(), arguments, "", false));
    }

    private void onToolOutput(JsonNode output) {
        tools.computeIfPresent(
                output.path("call_id").asText(),
                (id, call) -> new Turn.ToolUse(
                        call.name(),
                        call.arguments(),
                        Json.textOf(output.path("output")),
                        output.path("error").asBoolean()));
    }

    /** Typed words may be told of again when their turn is committed; they were heard once. */
    private void onTyped(String text) {
        if (!heard.contains(text.strip())) {
            addWords(heard, text);
        }
    }

    private void onClosed(JsonNode reason) {
        String detail = reason.path("detail").asText();
        closed = Optional.of(reason.path("kind").asText() + (detail.isEmpty() ? "" : ": " + detail));
    }

    private static void addWords(List<String> texts, String text) {
        if (!text.isBlank()) {
            texts.add(text.strip());
        }
    }
}
