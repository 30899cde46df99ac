package dev.parley.worker.job;

import akka.actor.typed.SpawnProtocol;
import akka.actor.typed.javadsl.ActorContext;

/** Makes sessions the children of a job's actor. Used by that actor alone. */
final class SessionSpawner {
    private final ActorContext<?> job;
    private int spares;

    SessionSpawner(ActorContext<?> job) {
        this.job = job;
    }

    void carryOut(SpawnProtocol.Command command) {
        if (command instanceof SpawnProtocol.Spawn<?> spawn) {
            spawn(spawn);
        }
    }

    /** One that never becomes the call's session ends with the job all the same. */
    private <T> void spawn(SpawnProtocol.Spawn<T> spawn) {
        boolean free = job.getChild(spawn.name()).isEmpty();
        String name = free ? spawn.name() : spawn.name() + "-" + ++spares;
        spawn.replyTo().tell(job.spawn(spawn.behavior(), name, spawn.props()));
    }
}
