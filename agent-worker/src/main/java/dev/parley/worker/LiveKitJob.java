package dev.parley.worker;

import dev.parley.room.Participant;
import java.util.Map;
import java.util.Optional;

/**
 * A piece of work as a LiveKit server offers it: a room that wants an agent.
 *
 * @param id such as {@code AJ_x7Yz}
 * @param dispatchId of the dispatch that it comes from; empty if the server told none
 * @param roomSid the room's id on the server; it changes when a room of this name is made anew
 * @param participant whose job it is, for {@link JobType#PUBLISHER} and {@link JobType#PARTICIPANT}
 * @param metadata the dispatch's, as it was sent
 * @param agentName the name it was dispatched to; empty for automatic dispatch
 * @param attributes what the dispatch says about the job
 */
public record LiveKitJob(
        String id,
        String dispatchId,
        JobType type,
        String roomName,
        String roomSid,
        String roomMetadata,
        Optional<Participant> participant,
        String metadata,
        String agentName,
        Map<String, String> attributes) {

    /** Copies the attributes. */
    public LiveKitJob {
        attributes = Map.copyOf(attributes);
    }

    /** Ids only; names and metadata are people's. */
    @Override
    public String toString() {
        return "LiveKitJob[id=" + id + ", type=" + type + ", roomSid=" + roomSid + "]";
    }
}
