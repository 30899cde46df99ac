package dev.parley.session.internal;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import dev.parley.agent.Agent;
import dev.parley.agent.ToolMocks;
import dev.parley.audio.AudioFormat;
import dev.parley.session.SessionOptions;
import dev.parley.session.engine.AgentProfile;
import dev.parley.session.engine.Ears;
import dev.parley.session.engine.SessionState;
import dev.parley.session.engine.SessionTools;
import dev.parley.session.engine.Stimulus;
import dev.parley.session.internal.SessionActor.Command;
import dev.parley.speech.MediaClock;
import dev.parley.speech.Playout;
import dev.parley.stt.SpeechToText;
import dev.parley.turn.TurnDetection;
import dev.parley.vad.VoiceActivityDetector;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a session is put together: its ear, its mouth, its models, and the actor that uses them.
 *
 * @param models for what the agent does not bring itself
 * @param tools what is offered whoever talks
 */
record SessionAssembly(
        Home home,
        String id,
        Agent agent,
        ModelChoice models,
        SessionTools tools,
        SessionOptions options,
        MediaClock mediaClock) {

    /** A session at work. */
    record Running(SharedParts shared, ActorRef<Command> actor, Ears ears) {}

    /**
     * Starts the actor.
     *
     * @param face what user code is given of the session
     */
    Running start(SessionHandle face) {
        Ears ears = models.ears(options.turns().detection(), agent); // first, for it may refuse
        ActorSystem<?> system = home.system();
        Latest<Consumer<Stimulus>> report = new Latest<>(stimulus -> {});
        ModelCalls calls = new ModelCalls(
                system,
                options.connect(),
                InstantSource.system(),
                stimulus -> report.get().accept(stimulus));
        calls.listenFor(options.keyterms());
        AgentNodes nodes = new AgentNodes(agent, models.of(agent), calls, "", () -> face);
        Agents agents =
                new Agents(system.dispatchers().lookup(DispatcherSelector.blocking()), tools, models::abilitiesOf);
        AgentProfile profile = agents.register(agent, face);
        Playout playout = new Playout(
                models.spokenFormat(agent),
                mediaClock,
                new PlayoutReports(stimulus -> report.get().accept(stimulus)));
        OutputSwitches output = new OutputSwitches();
        Optional<RealtimeLink> realtime =
                models.realtime().map(model -> new RealtimeLink(model, ears, playout, output, InstantSource.system()));
        SharedParts shared = new SharedParts(
                playout,
                realtime.map(link -> link.hearing(nodes.models().vad(), calls)).orElseGet(() -> hearing(nodes)),
                output,
                calls,
                new EventHub(system.dispatchers().lookup(DispatcherSelector.blocking())),
                new Asks(),
                new Speeches(),
                agents,
                new Latest<>(SessionState.initial(profile)),
                new Runs(),
                new ToolMocks());
        SessionParts parts = new SessionParts(
                system,
                id,
                agent,
                tools.toolsets(),
                models.models(),
                options,
                InstantSource.system(),
                () -> face,
                realtime,
                shared);
        ActorRef<Command> actor = home.spawn(SessionActor.create(parts, profile), id);
        report.set(stimulus -> actor.tell(new SessionActor.Happened(stimulus)));
        return new Running(shared, actor, ears);
    }

    private Hearing hearing(AgentNodes nodes) {
        return new Hearing(AudioFormat.WIDEBAND, nodes.ear(detector(nodes)), nodes.calls());
    }

    /** Where transcripts alone begin and end turns nothing else is to be heard. */
    private VoiceActivityDetector detector(AgentNodes nodes) {
        if (options.turns().detection() != TurnDetection.STT) {
            return nodes.models().vad();
        }
        SpeechToText recogniser = nodes.models().stt();
        boolean off = agent.stt().filter(SpeechToText.none()::equals).isPresent();
        if (!off && !recogniser.capabilities().streaming() && !nodes.hearsByItself()) {
            throw new IllegalArgumentException("turn-detection stt with the recogniser " + recogniser.name()
                    + ", which does not stream (expected: one that streams, or turn-detection vad)");
        }
        return agent.vad().orElse(VoiceActivityDetector.none());
    }

    /** What the playout tells, as stimuli. */
    private record PlayoutReports(Consumer<Stimulus> session) implements Playout.Listener {

        @Override
        public void started(String utterance) {
            session.accept(new Stimulus.PlaybackStarted(VoiceQueue.utteranceOf(utterance)));
        }

        @Override
        public void heard(String utterance, String delta) {
            session.accept(new Stimulus.TextHeard(VoiceQueue.utteranceOf(utterance), delta));
        }

        @Override
        public void finished(String utterance, String heard, Duration played, boolean interrupted) {
            session.accept(
                    new Stimulus.PlaybackFinished(VoiceQueue.utteranceOf(utterance), heard, played, interrupted));
        }
    }
}
