package dev.parley.realtime.livekit.network;

import java.time.Duration;

/**
 * What happens to each datagram, in either direction.
 *
 * @param loss share that is lost, 0 to 1
 * @param jitter each is late by any time up to this, so that later ones overtake it
 * @param duplication share that comes twice
 */
public record Impairment(double loss, Duration jitter, double duplication) {
    /** Nothing at all. */
    public static final Impairment NONE = new Impairment(0, Duration.ZERO, 0);
}
