package dev.parley.worker.cluster.internal;

import java.time.Duration;

/**
 * What a node's placement goes by.
 *
 * @param self this node's address, {@code host:port}
 * @param queueTimeout how long a call may wait for a place
 * @param queueSize calls that may wait; one more is refused at once
 * @param reserveTimeout how long another node may take to answer
 * @param holdTimeout how long a place is held for a call that doesn't come
 * @param reportInterval how often the load is told at least
 * @param reportDelay how soon a change of the load is told
 */
public record PlacementSettings(
        String self,
        Duration queueTimeout,
        int queueSize,
        Duration reserveTimeout,
        Duration holdTimeout,
        Duration reportInterval,
        Duration reportDelay) {}
