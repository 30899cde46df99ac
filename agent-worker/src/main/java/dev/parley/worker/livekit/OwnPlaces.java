package dev.parley.worker.livekit;

import dev.parley.worker.job.JobEnvironment;
import dev.parley.worker.job.JobSlots;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * The places of a worker that is on its own; taken at once.
 *
 * @param lag how late the actors' threads are
 */
public record OwnPlaces(JobEnvironment environment, Supplier<Duration> lag) implements JobPool {
    @Override
    public Found place(String jobId, Duration hold) {
        return new Found.Now(environment.slots().reserve().map(place -> place));
    }

    @Override
    public Load load() {
        JobSlots slots = environment.slots();
        return new Load(environment.load().cpuLoad(), lag.get(), slots.taken(), slots.capacity());
    }

    @Override
    public List<LinkedJob> elsewhere(String link) {
        return List.of();
    }
}
