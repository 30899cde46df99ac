package dev.parley.worker.job;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The actor of a job that is to have a call. What it is given it can look up: should its parent fail before it has heard of the call,
 * it still ends that and gives the place back.
 */
record VacantJob(ActorRef<Job.Command> actor, AtomicReference<Optional<Job.Begin>> given) {

    static VacantJob spawn(ActorContext<?> parent, JobEnvironment environment, String name) {
        AtomicReference<Optional<Job.Begin>> given = new AtomicReference<>(Optional.empty());
        return new VacantJob(parent.spawn(Job.vacant(environment, given::get), name), given);
    }

    /** Gives it its call; once. */
    void begin(Job.Begin call) {
        given.set(Optional.of(call));
        actor.tell(call);
    }
}
