package dev.parley.worker.health;

import java.util.Optional;

/**
 * What a worker is, as LiveKit's workers tell it.
 *
 * @param workerType {@code JT_ROOM}, {@code JT_PUBLISHER} or {@code JT_PARTICIPANT}
 * @param version of this software
 * @param clusterNode its address in its cluster; empty for a worker on its own
 */
public record WorkerIdentity(String workerType, String version, Optional<String> clusterNode) {}
