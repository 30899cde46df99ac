package dev.parley.session.internal;

import akka.actor.typed.ActorSystem;
import dev.parley.agent.Agent;
import dev.parley.provider.Models;
import dev.parley.session.AgentSession;
import dev.parley.session.SessionOptions;
import dev.parley.tool.Toolset;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a session is put together from.
 *
 * @param face what user code is given of the session
 * @param toolsets what is set up for the whole session
 * @param models for what an agent does not bring itself
 * @param realtime the model that hears and, if it can, speaks; empty for a pipeline of single models
 * @param shared what the session's faces share with its actor
 */
record SessionParts(
        ActorSystem<?> system,
        String id,
        Agent agent,
        List<Toolset> toolsets,
        Models models,
        SessionOptions options,
        InstantSource clock,
        Supplier<AgentSession> face,
        Optional<RealtimeLink> realtime,
        SharedParts shared) {}
