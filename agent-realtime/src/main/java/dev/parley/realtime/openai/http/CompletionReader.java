package dev.parley.realtime.openai.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.llm.ChatChunk;
import dev.parley.resilience.ModelConnectionException;
import dev.parley.resilience.ModelException;
import dev.parley.resilience.ModelStatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The chunks of one chat completion, as OpenAI streams it and as others do who leave out indices, repeat names, or give a call in
 * one piece. A call is given as soon as the next one begins, or the answer is finished. Not thread-safe.
 */
final class CompletionReader {
    private final ApiCalls calls;
    private final StringBuilder arguments = new StringBuilder();
    private String id = "";
    private String callId = "";
    private String tool = "";
    private int index = -1;
    private boolean finished;

    CompletionReader(ApiCalls calls) {
        this.calls = calls;
    }

    /** One event's data. */
    List<ChatChunk> read(String data) {
        List<ChatChunk> chunks = new ArrayList<>(1);
        if (data.equals("[DONE]")) {
            finished = true;
            return chunks;
        }
        JsonNode event = parsed(data);
        if (event.hasNonNull("error")) {
            throw calls.failure(event.path("error").path("code").asInt(ModelStatusException.UNKNOWN), event, id);
        }
        identify(event, chunks);
        JsonNode choice = event.path("choices").path(0);
        JsonNode delta = choice.path("delta");
        String text = delta.path("content").asText("");
        if (!text.isEmpty()) {
            chunks.add(new ChatChunk.TextDelta(text));
        }
        delta.path("tool_calls").forEach(call -> onCall(call, chunks));
        if (choice.hasNonNull("finish_reason")) {
            finished = true;
            endCall(chunks);
        }
        JsonNode usage = event.path("usage");
        if (usage.isObject()) {
            chunks.add(new ChatChunk.Usage(
                    usage.path("prompt_tokens").asInt(),
                    usage.path("completion_tokens").asInt()));
        }
        return chunks;
    }

    /** The stream is over; fails if the answer is not. */
    List<ChatChunk> end() {
        if (!finished) {
            throw new ModelConnectionException(calls.name() + ": the answer broke off", null);
        }
        List<ChatChunk> rest = new ArrayList<>(1);
        endCall(rest);
        return rest;
    }

    private JsonNode parsed(String data) {
        try {
            return ApiCalls.JSON.readTree(data);
        } catch (JsonProcessingException wrong) {
            throw ModelException.passing(
                    calls.name() + ": an event of " + data.length() + " characters (expected: JSON)");
        }
    }

    private void identify(JsonNode event, List<ChatChunk> chunks) {
        if (id.isEmpty() && event.hasNonNull("id")) {
            id = event.path("id").asText();
            if (!id.isEmpty()) {
                chunks.add(new ChatChunk.RequestId(id));
            }
        }
    }

    private void onCall(JsonNode call, List<ChatChunk> chunks) {
        String newId = call.path("id").asText("");
        int newIndex = call.path("index").asInt(newId.isEmpty() || newId.equals(callId) ? index : index + 1);
        String name = call.path("function").path("name").asText("");
        boolean anotherId = !newId.isEmpty() && !callId.isEmpty() && !newId.equals(callId);
        if (newIndex != index || (anotherId && !name.isEmpty())) {
            endCall(chunks);
            index = newIndex;
        }
        callId = newId.isEmpty() ? callId : newId;
        tool = name.isEmpty() ? tool : name;
        arguments.append(call.path("function").path("arguments").asText(""));
    }

    private void endCall(List<ChatChunk> chunks) {
        if (!tool.isEmpty()) {
            String known =
                    callId.isEmpty() ? "call_" + UUID.randomUUID().toString().replace("-", "") : callId;
            chunks.add(new ChatChunk.ToolCallRequested(known, tool, arguments.isEmpty() ? "{}" : arguments.toString()));
        }
        tool = "";
        callId = "";
        arguments.setLength(0);
    }
}
