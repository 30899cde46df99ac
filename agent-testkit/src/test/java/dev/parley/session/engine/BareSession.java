package dev.parley.session.engine;

import dev.parley.session.SessionEvent;
import dev.parley.session.SessionOptions;
import dev.parley.testkit.VirtualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The session's engine with its timers, and no world: what it asks for is written down and never done. */
final class BareSession {
    final VirtualClock clock = new VirtualClock();
    final List<Effect> effects = new ArrayList<>();
    final List<StateMachine.Move> moves = new ArrayList<>();
    private final SessionEngine engine;
    private final Map<Timer, VirtualClock.Action> timers = new EnumMap<>(Timer.class);
    private SessionState state;

    BareSession(SessionOptions options, AgentProfile profile) {
        engine = new SessionEngine("bare", options);
        state = SessionState.initial(profile);
    }

    SessionState state() {
        return state;
    }

    void feed(Stimulus stimulus) {
        Step step = engine.on(state, clock.instant(), stimulus);
        state = step.state();
        moves.addAll(step.moves());
        step.effects().forEach(this::carryOut);
    }

    void feedAt(double time, Stimulus stimulus) {
        clock.at(Instant.EPOCH.plus(dev.parley.testkit.Seconds.seconds(time)), () -> feed(stimulus));
    }

    void runFor(long time) {
        clock.runUntil(Instant.EPOCH.plusSeconds(time));
    }

    <E extends SessionEvent> List<E> events(Class<E> type) {
        return effects.stream()
                .filter(Effect.Emit.class::isInstance)
                .map(effect -> ((Effect.Emit) effect).event())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private void carryOut(Effect effect) {
        effects.add(effect);
        if (effect instanceof Effect.StartTimer start) {
            cancel(start.timer());
            timers.put(start.timer(), clock.at(start.at(), () -> feed(new Stimulus.TimerFired(start.timer()))));
        } else if (effect instanceof Effect.CancelTimer end) {
            cancel(end.timer());
        }
    }

    private void cancel(Timer timer) {
        VirtualClock.Action running = timers.remove(timer);
        if (running != null) {
            running.cancel();
        }
    }
}
