package dev.parley.worker;

import java.util.Map;

/**
 * As whom the agent joins the room of a job that it accepts.
 *
 * @param identity unique in the room; empty for {@code agent-<job id>}
 * @param name shown to people
 * @param metadata free text, for the others in the room
 * @param attributes for the others in the room
 */
public record JobAcceptArguments(String identity, String name, String metadata, Map<String, String> attributes) {

    /** Copies the attributes. */
    public JobAcceptArguments {
        attributes = Map.copyOf(attributes);
    }

    /** The identity made from the job's id, and nothing else. */
    public static JobAcceptArguments standard() {
        return new JobAcceptArguments("", "", "", Map.of());
    }

    public JobAcceptArguments withIdentity(String newIdentity) {
        return new JobAcceptArguments(newIdentity, name, metadata, attributes);
    }

    public JobAcceptArguments withName(String newName) {
        return new JobAcceptArguments(identity, newName, metadata, attributes);
    }

    public JobAcceptArguments withMetadata(String newMetadata) {
        return new JobAcceptArguments(identity, name, newMetadata, attributes);
    }

    public JobAcceptArguments withAttributes(Map<String, String> newAttributes) {
        return new JobAcceptArguments(identity, name, metadata, newAttributes);
    }

    /** With the identity that joins: the one chosen, or the one made from the job's id. */
    public JobAcceptArguments of(String jobId) {
        return identity.isEmpty() ? withIdentity("agent-" + jobId) : this;
    }
}
