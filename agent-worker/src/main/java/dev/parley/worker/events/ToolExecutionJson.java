package dev.parley.worker.events;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.session.ToolExecution;

/** Steps of tool calls as JSON; types and fields are LiveKit Agents'. */
final class ToolExecutionJson {
    private ToolExecutionJson() {}

    static ObjectNode of(ToolExecution update) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (update instanceof ToolExecution.CallStarted started) {
            json.put("type", "tool_call_started").set("function_call", EventJson.call(started.call()));
        } else if (update instanceof ToolExecution.CallUpdated told) {
            json.put("type", "tool_call_updated")
                    .put("id", told.id())
                    .put("call_id", told.callId())
                    .put("message", told.message());
        } else if (update instanceof ToolExecution.CallEnded ended) {
            json.put("type", "tool_call_ended")
                    .put("id", ended.id())
                    .put("call_id", ended.callId())
                    .put("message", ended.message())
                    .put("status", EventJson.lower(ended.status()));
        } else if (update instanceof ToolExecution.ReplyUpdated reply) {
            ArrayNode ids = json.put("type", "tool_reply_updated").putArray("update_ids");
            reply.updateIds().forEach(ids::add);
            json.put("status", EventJson.lower(reply.status())).put("speech_id", reply.speechId());
        }
        return json;
    }
}
