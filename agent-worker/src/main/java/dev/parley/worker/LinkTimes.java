package dev.parley.worker;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The times of the link to a LiveKit server.
 *
 * @param connect until the WebSocket is open
 * @param register until the server has answered the registration
 * @param status between two reports of the load
 * @param ping between two pings
 * @param pong until any word after a ping
 * @param request until the request handler has answered
 * @param assignment from accepting a job until its assignment
 * @param firstBackOff wait after the first failure; it doubles with each further one. Half of each wait is left to chance
 * @param longestBackOff where the doubling ends
 * @param stable how long a registration must hold until failures before it are forgotten
 */
public record LinkTimes(
        Duration connect,
        Duration register,
        Duration status,
        Duration ping,
        Duration pong,
        Duration request,
        Duration assignment,
        Duration firstBackOff,
        Duration longestBackOff,
        Duration stable) {

    /** Checks each, by the key it is configured under. */
    public LinkTimes {
        check("connect-timeout", connect);
        check("register-timeout", register);
        check("status-interval", status);
        check("ping-interval", ping);
        check("ping-timeout", pong);
        check("request-timeout", request);
        check("assignment-timeout", assignment);
        check("first-back-off", firstBackOff);
        check("longest-back-off", longestBackOff);
        check("stable-after", stable);
        if (longestBackOff.compareTo(firstBackOff) < 0) {
            throw refused(
                    "longest-back-off", longestBackOff, "at least first-back-off, " + firstBackOff.toMillis() + " ms");
        }
    }

    private static void check(String key, Duration value) {
        if (value.toMillis() < 1 || value.compareTo(Duration.ofHours(1)) > 0) {
            throw refused(key, value, "1 ms to 1 hour");
        }
    }

    private static IllegalArgumentException refused(String key, Duration value, String rule) {
        return new IllegalArgumentException(
                "parley.worker.livekit." + key + ": " + value.toMillis() + " ms (expected: " + rule + ")");
    }

    static LinkTimes of(Config livekit) {
        return new LinkTimes(
                livekit.getDuration("connect-timeout"),
                livekit.getDuration("register-timeout"),
                livekit.getDuration("status-interval"),
                livekit.getDuration("ping-interval"),
                livekit.getDuration("ping-timeout"),
                livekit.getDuration("request-timeout"),
                livekit.getDuration("assignment-timeout"),
                livekit.getDuration("first-back-off"),
                livekit.getDuration("longest-back-off"),
                livekit.getDuration("stable-after"));
    }

    /** With other deadlines for opening the WebSocket and for registering. */
    public LinkTimes withDeadlines(Duration newConnect, Duration newRegister) {
        return new LinkTimes(
                newConnect, newRegister, status, ping, pong, request, assignment, firstBackOff, longestBackOff, stable);
    }

    /** With reports of the load this often. */
    public LinkTimes withStatus(Duration newStatus) {
        return new LinkTimes(
                connect, register, newStatus, ping, pong, request, assignment, firstBackOff, longestBackOff, stable);
    }

    /** With pings this often, and the silence after one that ends the connection. */
    public LinkTimes withPing(Duration newPing, Duration newPong) {
        return new LinkTimes(
                connect, register, status, newPing, newPong, request, assignment, firstBackOff, longestBackOff, stable);
    }

    /** With other deadlines for the request handler and for the assignment. */
    public LinkTimes withOffers(Duration newRequest, Duration newAssignment) {
        return new LinkTimes(
                connect, register, status, ping, pong, newRequest, newAssignment, firstBackOff, longestBackOff, stable);
    }

    /** With other waits between attempts. */
    public LinkTimes withBackOff(Duration first, Duration longest, Duration newStable) {
        return new LinkTimes(connect, register, status, ping, pong, request, assignment, first, longest, newStable);
    }
}
