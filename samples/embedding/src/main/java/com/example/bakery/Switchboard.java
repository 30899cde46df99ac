package com.example.bakery;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import com.typesafe.config.Config;
import dev.parley.Parley;
import dev.parley.audio.AudioFrame;
import dev.parley.offline.OfflineModels;
import dev.parley.offline.dialogue.Dialogue;
import dev.parley.provider.Models;
import dev.parley.session.AgentSession;
import dev.parley.session.SessionEvent;
import java.util.function.Consumer;

/** Gives each call a session of its own. */
public final class Switchboard {
    private final ActorSystem<?> system;
    private final Models models;

    public Switchboard(ActorSystem<?> system, Models models) {
        this.system = system;
        this.models = models;
    }

    // snippet: models
    /** Models that need no key and talk by the dialogue in {@code bakery.conf}. */
    public static Models offline(Config config) {
        Dialogue dialogue = Dialogue.resource(Bakery.class, "bakery.conf");
        return OfflineModels.of(dialogue, config);
    }
    // end: models

    // snippet: call
    public AgentSession answer(
            String callId,
            Source<AudioFrame, NotUsed> microphone,
            Sink<AudioFrame, NotUsed> speaker,
            Consumer<String> subtitles) {
        AgentSession session =
                Parley.session(system).id(callId).agent(new Bakery()).models(models).build();
        session.on(SessionEvent.AgentTranscript.class, event -> subtitles.accept(event.delta()));
        microphone.runWith(session.audioIn(), system);
        session.audioOut().runWith(speaker, system);
        session.start();
        return session;
    }
    // end: call
}
