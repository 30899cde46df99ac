package dev.parley.worker;

/**
 * A job that a LiveKit server has assigned to this worker: the work, and how to get into its room.
 *
 * @param url of the server whose room it is, in its {@code ws} form
 * @param token lets this agent join; made by the server, holds for an hour
 */
public record RoomJob(LiveKitJob job, String url, String token) {

    /** The token is not printed. */
    @Override
    public String toString() {
        return "RoomJob[job=" + job + ", url=" + url + ", token=***]";
    }
}
