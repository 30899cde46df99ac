package dev.parley.worker.job;

import dev.parley.livekit.server.LiveKitApi;
import dev.parley.worker.RoomJob;

/**
 * What leads a job to its room.
 *
 * @param link name of the link that the job came by
 * @param api of the server that the room is on
 */
public record RoomLine(String link, RoomJob job, LiveKitApi api) {}
