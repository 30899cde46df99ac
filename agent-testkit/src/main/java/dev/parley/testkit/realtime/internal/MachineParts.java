package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.testkit.realtime.script.Delivery;
import dev.parley.testkit.realtime.script.ServiceLimits;
import dev.parley.vad.VadSettings;
import dev.parley.vad.VoiceActivityDetector;
import java.util.function.Function;

/**
 * What a machine is made of.
 *
 * @param connection number of the connection, from 1
 * @param model the session's model; of no meaning for a transcription
 * @param transcribing whether the session transcribes only
 * @param preset what the session is beyond its defaults, as the ephemeral key says; empty for nothing
 * @param rates shared by all connections of a key
 */
public record MachineParts(
        int connection,
        String model,
        boolean transcribing,
        ObjectNode preset,
        Function<VadSettings, VoiceActivityDetector> detectors,
        Delivery delivery,
        ServiceLimits limits,
        RateLimits rates) {}
