package dev.parley.worker.health;

/**
 * What a worker is, as LiveKit's workers tell it.
 *
 * @param workerType {@code JT_ROOM}, {@code JT_PUBLISHER} or {@code JT_PARTICIPANT}
 * @param version of this software
 */
public record WorkerIdentity(String workerType, String version) {}
