package dev.parley.realtime.livekit;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import dev.parley.realtime.livekit.network.BadNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process holds at the moment, of that which rooms could leave behind.
 *
 * @param actors of the system, streams among them
 * @param threads that are alive
 * @param sockets that are open
 */
record Leftovers(long actors, long threads, long sockets) {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** What there is but for the network, whose sockets and threads stay until it is closed. */
    static Leftovers now(ActorSystem<?> system, BadNetwork network) {
        return new Leftovers(countActors(system), countThreads(), countSockets() - network.datagramSockets());
    }

    private static long countThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith(BadNetwork.THREADS))
                .count();
    }

    private static long countActors(ActorSystem<?> system) {
        return ((ExtendedActorSystem) Adapter.toClassic(system))
                .printTree()
                .lines()
                .count();
    }

    private static long countSockets() {
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return open.filter(Leftovers::isSocket).count();
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + DESCRIPTORS, e);
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    /** Whether nothing is more than it was before; a few threads of shared pools come and go. */
    boolean isNoMoreThan(Leftovers before, int threadsOfPools) {
        return actors <= before.actors && sockets <= before.sockets && threads <= before.threads + threadsOfPools;
    }
}
