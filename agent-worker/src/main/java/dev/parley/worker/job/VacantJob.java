package dev.parley.worker.job;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import java.util.Optional;

/**
 * The actor of a job that is to have a call. What it is given it can look up: should its parent fail before it has heard of the call,
 * it still ends that and gives the place back.
 */
final class VacantJob {
    private final ActorRef<Job.Command> actor;
    private volatile Optional<Job.Begin> given = Optional.empty();

    private VacantJob(ActorContext<?> parent, JobEnvironment environment, String name) {
        this.actor = parent.spawn(Job.vacant(environment, () -> given), name);
    }

    static VacantJob spawn(ActorContext<?> parent, JobEnvironment environment, String name) {
        return new VacantJob(parent, environment, name);
    }

    ActorRef<Job.Command> actor() {
        return actor;
    }

    /** Gives it its call; once. */
    void begin(Job.Begin call) {
        given = Optional.of(call);
        actor.tell(call);
    }
}
