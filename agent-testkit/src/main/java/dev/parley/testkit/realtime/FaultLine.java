package dev.parley.testkit.realtime;

import dev.parley.testkit.realtime.script.Fault;
import dev.parley.testkit.realtime.script.FaultKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a script's faults make of one connection's events.
 *
 * <pre>
 * flowing   Stall     → stalled
 * stalled   released  → flowing, with what was held back
 * any       HalfOpen  → silent
 * any       Drop      → silent, the connection is cut
 * any       Close     → silent, the connection is closed
 * </pre>
 */
final class FaultLine {
    private enum Phase {
        FLOWING,
        STALLED,
        SILENT
    }

    private final List<Fault> faults;
    private final Map<String, Integer> counts = new HashMap<>();
    private final List<String> held = new ArrayList<>();
    private Optional<String> overtaken = Optional.empty();
    private Phase phase = Phase.FLOWING;

    FaultLine(List<Fault> faults, int connection) {
        this.faults = faults.stream()
                .filter(fault -> fault.connection() == 0 || fault.connection() == connection)
                .toList();
    }

    /** What is done to the connection. */
    sealed interface Action {}

    record Send(String text) implements Action {}

    /** Send later; what comes until then overtakes it. */
    record SendLater(String text, Duration delay) implements Action {}

    /** Call {@link #onReleased} after this time. */
    record Release(Duration after) implements Action {}

    /** Break the connection without a close frame. */
    record Cut() implements Action {}

    record Close(int code, String reason) implements Action {}

    /** Neither send nor answer nor understand anything any more. */
    record GoSilent() implements Action {}

    /** The server would send this. */
    List<Action> onServerEvent(String type, String text) {
        List<Action> actions = new ArrayList<>();
        Optional<FaultKind> fault = due(type);
        boolean swallowed = fault.filter(kind -> kind instanceof FaultKind.Drop || kind instanceof FaultKind.HalfOpen)
                .isPresent();
        if (fault.filter(FaultKind::changesAnEvent).isPresent()) {
            change(fault.get(), text, actions);
        } else if (!swallowed && !(fault.isPresent() && fault.get() instanceof FaultKind.Stall)) {
            send(text, actions);
        }
        fault.filter(kind -> !kind.changesAnEvent()).ifPresent(kind -> strike(kind, actions));
        if (fault.isPresent() && fault.get() instanceof FaultKind.Stall) {
            send(text, actions);
        }
        return actions;
    }

    /** The client has sent this. */
    List<Action> onClientEvent(String type) {
        List<Action> actions = new ArrayList<>();
        due(type).filter(kind -> !kind.changesAnEvent()).ifPresent(kind -> strike(kind, actions));
        return actions;
    }

    private Optional<FaultKind> due(String type) {
        int count = counts.merge(type, 1, Integer::sum);
        return faults.stream()
                .filter(fault -> fault.event().equals(type) && fault.occurrence() == count)
                .map(Fault::kind)
                .findFirst();
    }

    private void change(FaultKind kind, String text, List<Action> actions) {
        if (kind instanceof FaultKind.Malformed) {
            send(text.substring(0, text.length() / 2), actions);
        } else if (kind instanceof FaultKind.Duplicated) {
            send(text, actions);
            send(text, actions);
        } else if (kind instanceof FaultKind.Late late) {
            actions.add(new SendLater(text, late.delay()));
        } else {
            overtaken = Optional.of(text);
        }
    }

    private void strike(FaultKind kind, List<Action> actions) {
        if (phase == Phase.SILENT) {
            return;
        }
        if (kind instanceof FaultKind.Stall stall) {
            phase = Phase.STALLED;
            actions.add(new Release(stall.time()));
        } else {
            phase = Phase.SILENT;
            if (kind instanceof FaultKind.Drop) {
                actions.add(new Cut());
            } else if (kind instanceof FaultKind.Close close) {
                actions.add(new Close(close.code(), close.reason()));
            } else {
                actions.add(new GoSilent());
            }
        }
    }

    /** Sends, holds back or swallows, as the connection stands; then what this has overtaken. */
    private void send(String text, List<Action> actions) {
        if (phase == Phase.STALLED) {
            held.add(text);
        } else if (phase == Phase.FLOWING) {
            actions.add(new Send(text));
        }
        Optional<String> next = overtaken;
        overtaken = Optional.empty();
        next.ifPresent(late -> send(late, actions));
    }

    /** An event whose delay is over. */
    List<Action> onDue(String text) {
        List<Action> actions = new ArrayList<>();
        send(text, actions);
        return actions;
    }

    /** A stall is over. */
    List<Action> onReleased() {
        List<Action> actions = new ArrayList<>();
        if (phase == Phase.STALLED) {
            phase = Phase.FLOWING;
            held.forEach(text -> actions.add(new Send(text)));
            held.clear();
        }
        return actions;
    }
}
