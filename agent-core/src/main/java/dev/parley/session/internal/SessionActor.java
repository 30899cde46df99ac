package dev.parley.session.internal;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.parley.session.engine.AgentProfile;
import dev.parley.session.engine.Ears;
import dev.parley.session.engine.Effect;
import dev.parley.session.engine.SessionEngine;
import dev.parley.session.engine.SessionState;
import dev.parley.session.engine.Step;
import dev.parley.session.engine.Stimulus;
import dev.parley.session.engine.Timer;
import dev.parley.session.engine.Utterance;
import java.util.Optional;

/**
 * One session. Feeds its engine and carries the effects out; its phases are the engine's ({@link SessionState.Phase}).
 *
 * <p>Design notes. The actor decides nothing: whatever happens, be it a user's wish, a transcript, a sentence or a timer,
 * comes in as a {@link Stimulus}, and the engine's effects are carried out in their order before the next message is
 * taken. Audio and tokens never come by here; they run in the streams that {@link SessionWorld} owns, which only report
 * what the engine must know. After {@link Effect.Stop} the actor stops, and so does all that it owns.
 */
final class SessionActor {
    private final ActorContext<Command> context;
    private final SessionTimers timers;
    private final SessionEngine engine;
    private final SessionWorld world;

    /** What the actor takes. */
    sealed interface Command {}

    /** Something has happened. */
    record Happened(Stimulus stimulus) implements Command {}

    /** A timer's time has come; the number tells it from others of its kind. */
    record TimerElapsed(Timer timer, long number) implements Command {}

    /** The agent takes the place of the one before. */
    record AgentSwapped(dev.parley.agent.Agent agent) implements Command {}

    /** Somebody wants to run a turn by text. */
    record RunOpened() implements Command {}

    /** A sentence's synthesis is over; empty if it went well. */
    record SentenceSynthesized(String failure) implements Command {}

    /** A segment's transcript is over; empty if it went well. */
    record TranscriptEnded(Utterance utterance, String failure) implements Command {}

    private SessionActor(
            ActorContext<Command> context, SessionTimers timers, SessionEngine engine, SessionWorld world) {
        this.context = context;
        this.timers = timers;
        this.engine = engine;
        this.world = world;
    }

    static Behavior<Command> create(SessionParts parts, AgentProfile profile) {
        return Behaviors.setup(context -> {
            SessionTimers timers =
                    new SessionTimers(SharedTimers.of(parts.system()), parts.clock(), context.getSelf()::tell);
            SessionWorld world = new SessionWorld(parts, context);
            SessionEngine engine = new SessionEngine(
                    parts.id(),
                    parts.options(),
                    parts.realtime().map(RealtimeLink::ears).orElse(Ears.SESSION));
            return new SessionActor(context, timers, engine, world).at(SessionState.initial(profile));
        });
    }

    private Behavior<Command> at(SessionState state) {
        world.published(state);
        world.runs().endWhenAtRest(state);
        Optional<Stimulus> begin = world.runs().beginWhenAtRest(state);
        if (begin.isPresent()) {
            return onHappened(state, begin.get());
        }
        return Behaviors.receive((actor, command) -> on(state, command), (actor, signal) -> on(signal));
    }

    private Behavior<Command> on(SessionState state, Command command) {
        if (command instanceof Happened happened) {
            return onHappened(state, happened.stimulus());
        } else if (command instanceof TimerElapsed elapsed) {
            return onTimerElapsed(state, elapsed);
        } else if (command instanceof AgentSwapped swap) {
            return onAgentSwapped(state, swap);
        } else if (command instanceof RunOpened) {
            return at(state);
        } else if (command instanceof SentenceSynthesized over) {
            world.voice().onSynthesized(over.failure());
        } else if (command instanceof TranscriptEnded over) {
            world.voice().onTranscribed(over.utterance(), over.failure());
        }
        return Behaviors.same();
    }

    private Behavior<Command> on(Signal signal) {
        return signal instanceof PostStop ? onPostStop() : Behaviors.unhandled();
    }

    private Behavior<Command> onHappened(SessionState state, Stimulus stimulus) {
        Step step = engine.on(state, world.clock().instant(), stimulus);
        boolean stopped = false;
        world.published(step.state()); // before those are told who may look
        for (Effect effect : step.effects()) {
            stopped |= effect instanceof Effect.Stop;
            carryOut(effect);
        }
        if (stopped) {
            return Behaviors.stopped();
        }
        return at(step.state());
    }

    private Behavior<Command> onTimerElapsed(SessionState state, TimerElapsed elapsed) {
        return timers.isDue(elapsed) ? onHappened(state, new Stimulus.TimerFired(elapsed.timer())) : Behaviors.same();
    }

    private Behavior<Command> onAgentSwapped(SessionState state, AgentSwapped swap) {
        return onHappened(
                state, new Stimulus.AgentReplaced(world.reload(state.profile().key(), swap.agent())));
    }

    private void carryOut(Effect effect) {
        if (effect instanceof Effect.StartTimer timer) {
            timers.start(timer.timer(), timer.at());
        } else if (effect instanceof Effect.CancelTimer timer) {
            timers.cancel(timer.timer());
        } else {
            world.carryOut(effect);
        }
    }

    private Behavior<Command> onPostStop() {
        context.getLog().debug("Session stopped.");
        timers.close();
        world.close();
        return Behaviors.same();
    }
}
