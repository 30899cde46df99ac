package dev.parley.realtime.openai.link;

import dev.parley.realtime.RealtimeSetup;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where a connection stands. Immutable.
 *
 * @param socket number of the socket that the conversation is on, or is going to be on; 0 for none
 * @param lastSocket the last number given out
 * @param standby the socket that is to take over
 * @param failures attempts in a row that came to nothing
 * @param readyAt since when the conversation is on this socket
 * @param expiresAt when the server is going to end the session
 * @param lostAt since when there is no connection
 * @param why it is lost
 * @param busyUntil until then the provider is taken to have an answer under way of which nothing was heard
 * @param ended the last answers that are over, which a late event does not begin again
 * @param deltas pieces that had come when it was last looked at
 */
public record LinkState(
        LinkPhase phase,
        int socket,
        int lastSocket,
        Optional<Standby> standby,
        int failures,
        boolean everReady,
        Optional<Instant> readyAt,
        Optional<Instant> expiresAt,
        Optional<Instant> lostAt,
        String why,
        Talk talk,
        List<Reply> replies,
        Optional<Instant> busyUntil,
        List<String> ended,
        long deltas) {

    public LinkState {
        replies = List.copyOf(replies);
        ended = List.copyOf(ended);
    }

    /**
     * A socket beside the one in use.
     *
     * @param configured whether it may take over
     */
    record Standby(int socket, boolean configured, Optional<Instant> expiresAt) {}

    /** Before anything happened. */
    public static LinkState initial(RealtimeSetup setup) {
        Talk talk = new Talk(
                setup.instructions(),
                setup.tools(),
                setup.conversation().items(),
                KnownIds.none(),
                false,
                false,
                0,
                "",
                "",
                "");
        return new LinkState(
                LinkPhase.CONNECTING,
                0,
                0,
                Optional.empty(),
                0,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                talk,
                List.of(),
                Optional.empty(),
                List.of(),
                0);
    }

    /** How many answers are asked for or being made. */
    public int openReplies() {
        return replies.size();
    }
}
