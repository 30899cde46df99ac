package dev.parley.session.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One of a session's state machines: the moves that it may make, each with what makes it. The machines themselves are
 * {@link SessionMachines}'; a session tells of a move that is not in its table as an error. Immutable.
 */
public final class StateMachine<S extends Enum<S>> {
    private final String name;
    private final String about;
    private final List<Transition<S>> transitions;

    private StateMachine(String name, String about, List<Transition<S>> transitions) {
        this.name = name;
        this.about = about;
        this.transitions = List.copyOf(transitions);
    }

    /**
     * A row of the table.
     *
     * @param on what makes it
     */
    public record Transition<S extends Enum<S>>(S from, S to, String on) {}

    /** A move that was made. */
    public record Move(String machine, Enum<?> from, Enum<?> to) {
        @Override
        public String toString() {
            return machine + ": " + from + " -> " + to;
        }
    }

    static <S extends Enum<S>> StateMachine<S> of(String name, String about) {
        return new StateMachine<>(name, about, List.of());
    }

    StateMachine<S> row(S from, S to, String on) {
        List<Transition<S>> more = new ArrayList<>(transitions);
        more.add(new Transition<>(from, to, on));
        return new StateMachine<>(name, about, more);
    }

    public String name() {
        return name;
    }

    /** What it is the state of. */
    public String about() {
        return about;
    }

    public List<Transition<S>> transitions() {
        return transitions;
    }

    boolean allows(Enum<?> from, Enum<?> to) {
        return transitions.stream().anyMatch(row -> row.from() == from && row.to() == to);
    }

    Move move(S from, S to) {
        return new Move(name, from, to);
    }

    /** The table as a diagram in the Mermaid language, rows between the same two states in one arrow. */
    public String diagram() {
        Map<String, List<String>> arrows = new LinkedHashMap<>();
        for (Transition<S> row : transitions) {
            arrows.computeIfAbsent(label(row.from()) + " --> " + label(row.to()), arrow -> new ArrayList<>())
                    .add(row.on());
        }
        return arrows.entrySet().stream()
                .map(arrow -> "    " + arrow.getKey() + " : " + String.join(" / ", arrow.getValue()))
                .collect(Collectors.joining("\n", "stateDiagram-v2\n", "\n"));
    }

    private static String label(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
