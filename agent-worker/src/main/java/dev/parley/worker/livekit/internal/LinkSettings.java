package dev.parley.worker.livekit.internal;

import dev.parley.livekit.proto.RegisterWorkerRequest;
import dev.parley.worker.LinkTimes;

/**
 * What a link is told once.
 *
 * @param registration the first message on each connection
 * @param loadThreshold expected load from which offers are refused
 * @param seed of the chance in the back-off
 */
public record LinkSettings(RegisterWorkerRequest registration, LinkTimes times, double loadThreshold, long seed) {}
