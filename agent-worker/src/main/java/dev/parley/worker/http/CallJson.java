package dev.parley.worker.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.audio.AudioFormat;
import dev.parley.session.AgentSession;
import dev.parley.worker.events.EventJson;
import dev.parley.worker.job.Call;
import dev.parley.worker.job.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes calls and their answers as the API's JSON. */
final class CallJson {
    private CallJson() {}

    static ObjectNode started(Call call, AgentSession session) {
        ObjectNode json = Json.object().put("call", call.id()).put("agent", call.agentName());
        json.set("input", format(AudioFormat.WIDEBAND));
        json.set("output", format(session.outputFormat()));
        return json;
    }

    static ObjectNode list(List<Call> calls) {
        ObjectNode json = Json.object();
        ArrayNode rows = json.putArray("calls");
        calls.forEach(call -> rows.add(summary(call)));
        return json;
    }

    static ObjectNode described(Call call) {
        ObjectNode json = summary(call);
        json.set("metadata", Json.parseObject("metadata", call.metadata().getBytes(StandardCharsets.UTF_8)));
        call.session().ifPresent(session -> json.set("history", EventJson.of(session.history())));
        return json;
    }

    static ObjectNode answer(Exchange exchange) {
        ObjectNode json = Json.object().put("transcript", exchange.transcript()).put("answer", exchange.answer());
        ArrayNode tools = json.putArray("tool_calls");
        exchange.toolCalls().forEach(use -> tools.add(tool(use)));
        return json;
    }

    private static ObjectNode summary(Call call) {
        ObjectNode json = Json.object().put("call", call.id()).put("agent", call.agentName());
        json.put("accepted_at", call.acceptedAt().toString());
        json.put("state", call.session().isPresent() ? "running" : "starting");
        call.session()
                .ifPresent(session -> json.put("agent_state", EventJson.lower(session.agentState()))
                        .put("user_state", EventJson.lower(session.userState())));
        return json;
    }

    private static ObjectNode tool(Exchange.ToolUse use) {
        ObjectNode json = Json.object().put("name", use.name());
        json.set("arguments", arguments(use.arguments()));
        use.output().ifPresent(output -> json.put("output", output));
        return json.put("error", use.error());
    }

    /** The model's arguments as an object; as it wrote them if they are none. */
    private static com.fasterxml.jackson.databind.JsonNode arguments(String written) {
        try {
            return Json.parseObject("arguments", written.getBytes(StandardCharsets.UTF_8));
        } catch (ApiFailure notAnObject) {
            return com.fasterxml.jackson.databind.node.TextNode.valueOf(written);
        }
    }

    private static ObjectNode format(AudioFormat format) {
        return Json.object()
                .put("sample_rate", format.sampleRate())
                .put("channels", format.channels())
                .put("encoding", "pcm16le");
    }
}
