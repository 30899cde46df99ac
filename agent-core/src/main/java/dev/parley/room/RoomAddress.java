package dev.parley.room;

/**
 * Where a room is and what lets the agent in.
 *
 * @param url of the server, such as {@code wss://example.livekit.cloud}
 * @param token names room and identity; a secret
 */
public record RoomAddress(String url, String token) {

    /** The token is not printed. */
    @Override
    public String toString() {
        return "RoomAddress[url=" + url + ", token=***]";
    }
}
