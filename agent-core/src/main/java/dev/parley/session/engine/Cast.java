package dev.parley.session.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Who waits behind the agent that talks, and who is about to take over from it. Immutable.
 *
 * @param waiting agents that wait for a task, the last for the one that talks
 * @param presence of the agent that talks
 * @param requests tasks that were asked for and have not begun, in the order of the asking
 * @param completed keys of tasks that have come to their result and have not left yet
 * @param opened whether the session's start was told
 */
record Cast(
        List<Waiting> waiting,
        Optional<Change> change,
        Presence presence,
        List<TaskRequest> requests,
        Set<String> completed,
        boolean opened) {

    Cast {
        waiting = List.copyOf(waiting);
        requests = List.copyOf(requests);
        completed = Set.copyOf(completed);
    }

    /** How far an agent is in or out, by its own code. */
    enum Presence {
        /** Its {@code onEnter} runs. */
        ENTERING,
        ENTERED,
        /** Its {@code onExit} runs. */
        EXITING,
        EXITED;

        boolean mayStay() {
            return this == ENTERING || this == ENTERED;
        }
    }

    /**
     * An agent that waits for a task.
     *
     * @param working its speeches whose tools have not all ended
     * @param change what it was in the middle of, if its {@code onExit} asked for the task
     */
    record Waiting(AgentProfile profile, List<Speech> working, Optional<Change> change, Presence presence) {
        Waiting {
            working = List.copyOf(working);
        }

        Waiting with(AgentProfile changed) {
            return new Waiting(changed, working, change, presence);
        }

        Waiting at(Presence now) {
            boolean out = now == Presence.EXITED;
            Optional<Change> then = out ? change.map(open -> open.at(Change.Stage.SETTLING)) : change;
            return new Waiting(profile, working, then, now);
        }
    }

    /**
     * A task that was asked for.
     *
     * @param callId the tool call that waits for it
     * @param owner the agent that waits for it, by its key
     */
    record TaskRequest(AgentProfile task, Optional<String> callId, String owner) {}

    /**
     * A change of agents under way.
     *
     * @param next who takes over; empty for the agent that waits
     */
    record Change(Kind kind, Stage stage, Optional<AgentProfile> next) {

        /** What it comes to. */
        enum Kind {
            HAND_OFF,
            ENTER_TASK,
            LEAVE_TASK
        }

        /** How far it has come. */
        enum Stage {
            /** What the agent that talks has begun comes to its end. */
            DRAINING,
            /** Its {@code onExit} runs. */
            EXITING,
            /** What that asked to say is said. */
            SETTLING,
            /** The new one's {@code onEnter} runs. */
            ENTERING
        }

        static Change begin(Kind kind, Optional<AgentProfile> next) {
            return new Change(kind, Stage.DRAINING, next);
        }

        Change at(Stage now) {
            return new Change(kind, now, next);
        }

        Change withNext(UnaryOperator<AgentProfile> changed) {
            return new Change(kind, stage, next.map(changed));
        }

        /** Whether the agent that talks is on its way out, and nothing new may begin with it. */
        boolean leaves() {
            return kind != Kind.ENTER_TASK && stage != Stage.ENTERING;
        }
    }

    static Cast alone() {
        return new Cast(List.of(), Optional.empty(), Presence.ENTERING, List.of(), Set.of(), false);
    }

    /** The session's start was told. */
    Cast open() {
        return new Cast(waiting, change, presence, requests, completed, true);
    }

    boolean changing() {
        return change.isPresent();
    }

    boolean isAt(Change.Stage stage) {
        return change.filter(now -> now.stage() == stage).isPresent();
    }

    /** Whether this agent's tools are not to be used by what it says now: it is about to leave. */
    boolean draining() {
        return change.filter(Change::leaves).isPresent();
    }

    Cast with(Change next) {
        return new Cast(waiting, Optional.of(next), presence, requests, completed, opened);
    }

    Cast unchanging() {
        return new Cast(waiting, Optional.empty(), presence, requests, completed, opened);
    }

    Cast with(Presence now) {
        return new Cast(waiting, change, now, requests, completed, opened);
    }

    Cast withRequests(List<TaskRequest> now) {
        return new Cast(waiting, change, presence, now, completed, opened);
    }

    Cast withWaiting(List<Waiting> now) {
        return new Cast(now, change, presence, requests, completed, opened);
    }

    Cast completing(String key) {
        Set<String> more = new HashSet<>(completed);
        more.add(key);
        return new Cast(waiting, change, presence, requests, more, opened);
    }

    Cast forgetting(String key) {
        Set<String> fewer = new HashSet<>(completed);
        fewer.remove(key);
        return new Cast(waiting, change, presence, requests, fewer, opened);
    }

    /** The agent that talked waits for a new one. */
    Cast push(Waiting behind) {
        List<Waiting> more = new ArrayList<>(waiting);
        more.add(behind);
        return new Cast(more, Optional.empty(), Presence.ENTERING, requests, completed, opened);
    }

    /** The one who waited last goes on where it was. */
    Cast pop() {
        Waiting last = waiting.get(waiting.size() - 1);
        return new Cast(
                waiting.subList(0, waiting.size() - 1), last.change(), last.presence(), requests, completed, opened);
    }
}
