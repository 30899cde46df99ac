package dev.parley.worker.job;

import akka.Done;
import dev.parley.room.Participant;
import dev.parley.room.ParticipantEvent;
import dev.parley.room.ParticipantFilter;
import dev.parley.worker.JobContext;
import dev.parley.worker.ParticipantEntrypoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs an application's code for each participant of a room, at the same time. Thread-safe. */
final class ParticipantTasks {
    private static final Logger LOG = LoggerFactory.getLogger(ParticipantTasks.class);

    private final JobContext job;
    private final JobRoom room;
    private final JobTasks tasks;
    private final List<ParticipantEntrypoint> entrypoints = new ArrayList<>();
    private final Set<Running> running = new HashSet<>();

    ParticipantTasks(JobContext job, JobRoom room, JobTasks tasks) {
        this.job = job;
        this.room = room;
        this.tasks = tasks;
    }

    void add(ParticipantFilter filter, ParticipantEntrypoint entrypoint) {
        synchronized (this) {
            if (entrypoints.contains(entrypoint)) {
                throw new IllegalStateException("participant entrypoint: added before (expected: each once per job)");
            }
            entrypoints.add(entrypoint);
        }
        room.onParticipant(event -> {
            if (event instanceof ParticipantEvent.Connected connected && filter.matches(connected.participant())) {
                start(entrypoint, connected.participant());
            }
        });
    }

    private void start(ParticipantEntrypoint entrypoint, Participant participant) {
        Running key = new Running(entrypoint, participant.identity());
        if (!began(key)) {
            LOG.warn("Job [{}]: a participant has come back before the task of its first visit has ended.", job.id());
        }
        tasks.startLogged("participant", () -> {
                    entrypoint.run(job, participant);
                    return Done.getInstance();
                })
                .whenComplete((done, problem) -> ended(key));
    }

    private synchronized boolean began(Running key) {
        return running.add(key);
    }

    private synchronized void ended(Running key) {
        running.remove(key);
    }

    private record Running(ParticipantEntrypoint entrypoint, String identity) {}
}
