package dev.parley.cli.room;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.livekit.proto.AgentDispatch;
import dev.parley.livekit.proto.Job;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Dispatches as they are printed. JSON has LiveKit's own names, in snake case. */
public final class DispatchText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private DispatchText() {}

    /** One line for people. */
    public static String line(AgentDispatch dispatch) {
        String jobs = dispatch.getState().getJobsList().stream()
                .map(job -> job.getId() + " " + status(job))
                .collect(Collectors.joining(", "));
        String agent = dispatch.getAgentName().isEmpty() ? "(automatic)" : dispatch.getAgentName();
        return dispatch.getId() + "  " + agent + " in " + dispatch.getRoom() + (jobs.isEmpty() ? "" : "  " + jobs);
    }

    /** A line each. */
    public static String lines(List<AgentDispatch> dispatches) {
        return dispatches.isEmpty()
                ? "No dispatches."
                : dispatches.stream().map(DispatchText::line).collect(Collectors.joining(System.lineSeparator()));
    }

    /** {@code JS_RUNNING} is told as {@code running}. */
    private static String status(Job job) {
        return job.getState().getStatus().name().replaceFirst("^JS_", "").toLowerCase(Locale.ROOT);
    }

    /** {@code {"id","agent_name","room","metadata","jobs":[…]}}. */
    public static ObjectNode json(AgentDispatch dispatch) {
        ObjectNode object = JSON.createObjectNode()
                .put("id", dispatch.getId())
                .put("agent_name", dispatch.getAgentName())
                .put("room", dispatch.getRoom())
                .put("metadata", dispatch.getMetadata());
        ArrayNode jobs = object.putArray("jobs");
        for (Job job : dispatch.getState().getJobsList()) {
            jobs.addObject()
                    .put("id", job.getId())
                    .put("status", status(job))
                    .put("error", job.getState().getError())
                    .put("participant_identity", job.getState().getParticipantIdentity());
        }
        return object;
    }

    /** {@code {"dispatches":[…]}}. */
    public static ObjectNode json(List<AgentDispatch> dispatches) {
        ObjectNode object = JSON.createObjectNode();
        ArrayNode array = object.putArray("dispatches");
        dispatches.forEach(dispatch -> array.add(json(dispatch)));
        return object;
    }
}
