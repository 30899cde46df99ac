package dev.parley.session.internal;

import akka.actor.typed.ActorSystem;
import dev.parley.agent.Agent;
import dev.parley.provider.Models;
import dev.parley.session.SessionOptions;
import dev.parley.speech.MediaClock;
import java.time.InstantSource;

/**
 * What a session is put together from.
 *
 * @param models those of the agent where it has own ones
 * @param shared what the session's faces share with its actor
 */
record SessionParts(
        ActorSystem<?> system,
        String id,
        Agent agent,
        Models models,
        SessionOptions options,
        InstantSource clock,
        MediaClock mediaClock,
        SharedParts shared) {}
