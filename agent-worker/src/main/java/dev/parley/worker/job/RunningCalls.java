package dev.parley.worker.job;

import akka.actor.typed.ActorRef;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The calls that hold a place with a manager, by id. Those whose end its actor is yet to learn are not shown. Used by one actor. */
final class RunningCalls {
    private final Map<String, Call> byId = new LinkedHashMap<>();
    private final Map<String, ActorRef<Job.Command>> jobs = new HashMap<>();

    void add(Call call, ActorRef<Job.Command> job) {
        byId.put(call.id(), call);
        jobs.put(call.id(), job);
    }

    /** Its actor has stopped, perhaps before it could tell of an end. */
    void remove(String id) {
        jobs.remove(id);
        Call call = byId.remove(id);
        if (call != null) {
            call.markEnded(JobEnd.neverBegan());
        }
    }

    boolean has(String id) {
        return byId.containsKey(id);
    }

    boolean isEmpty() {
        return byId.isEmpty();
    }

    int size() {
        return byId.size();
    }

    Set<String> ids() {
        return byId.keySet();
    }

    Collection<ActorRef<Job.Command>> jobs() {
        return jobs.values();
    }

    Optional<Call> find(String id) {
        return Optional.ofNullable(byId.get(id)).filter(call -> !call.hasEnded());
    }

    /** Oldest first. */
    List<Call> all() {
        return byId.values().stream()
                .filter(call -> !call.hasEnded())
                .sorted(Comparator.comparing(Call::acceptedAt))
                .toList();
    }

    /** Those that came by this link. */
    List<Call> of(String link) {
        return all().stream()
                .filter(call ->
                        call.line().filter(line -> line.link().equals(link)).isPresent())
                .toList();
    }

    void endAll(String reason) {
        byId.values().forEach(call -> call.end(reason));
    }
}
