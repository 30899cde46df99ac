package dev.parley.resilience;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who of a {@link FallbackAdapter} is available. Thread-safe.
 *
 * @param <M> what the members are
 */
public final class FallbackMembers<M> {
    private static final Logger LOG = LoggerFactory.getLogger(FallbackAdapter.class);

    private final List<M> members;
    private final Function<? super M, String> name;
    private final IdentityHashMap<M, Standing> standings = new IdentityHashMap<>();
    private final List<Consumer<AvailabilityChanged>> listeners = new CopyOnWriteArrayList<>();

    /** What is known of a member. */
    private static final class Standing {
        private boolean available = true;
        private boolean probed;
        private long served;
    }

    /**
     * Members that are all taken to be available.
     *
     * @throws IllegalArgumentException if there is none, or one twice
     */
    public FallbackMembers(List<M> members, Function<? super M, String> name) {
        this.members = List.copyOf(members);
        this.name = name;
        this.members.forEach(member -> standings.put(member, new Standing()));
        if (members.isEmpty() || standings.size() != members.size()) {
            throw new IllegalArgumentException("fallback members: "
                    + members.stream().map(name).toList() + " (expected: at least one, each once)");
        }
    }

    public List<M> all() {
        return members;
    }

    /** The members' names, for messages. */
    public List<String> names() {
        return members.stream().map(name).toList();
    }

    /** The name of the one that would be asked next. */
    public String nextName() {
        return name.apply(members.stream().filter(this::available).findFirst().orElse(members.get(0)));
    }

    public synchronized boolean available(M member) {
        return standing(member).available;
    }

    public synchronized boolean noneAvailable() {
        return standings.values().stream().noneMatch(standing -> standing.available);
    }

    /** The members with the one first that served last, if it is available. */
    public synchronized List<M> lastServedFirst() {
        List<M> order = new ArrayList<>(members);
        M last = order.get(0);
        for (M member : order) {
            if (rank(member) > rank(last)) {
                last = member;
            }
        }
        order.remove(last);
        order.add(0, last);
        return order;
    }

    private long rank(M member) {
        Standing standing = standing(member);
        return standing.available ? standing.served : -1;
    }

    /** The member has begun to answer, which makes it available if all were tried again. */
    public void served(M member) {
        synchronized (this) {
            long newest = standings.values().stream()
                    .mapToLong(standing -> standing.served)
                    .max()
                    .orElse(0);
            standing(member).served = newest + 1;
        }
        recovered(member);
    }

    /** The member has failed. */
    public void failed(M member, Throwable failure) {
        changed(member, false, ModelException.describe(failure));
    }

    /** The member answers again. */
    public void recovered(M member) {
        changed(member, true, "answers again");
    }

    /**
     * Asks a member that is out, beside the requests, whether it answers again; does nothing if it is available, or asked
     * already.
     *
     * @param question completes when the member has answered
     */
    public void probe(M member, Supplier<? extends CompletionStage<?>> question) {
        if (!beginProbe(member)) {
            return;
        }
        asked(question).whenComplete((answer, failure) -> {
            endProbe(member);
            if (failure == null) {
                recovered(member);
            } else {
                LOG.debug("[{}] still does not answer: [{}].", name.apply(member), ModelException.describe(failure));
            }
        });
    }

    private static CompletionStage<?> asked(Supplier<? extends CompletionStage<?>> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private synchronized boolean beginProbe(M member) {
        Standing standing = standing(member);
        boolean begins = !standing.available && !standing.probed;
        standing.probed |= begins;
        return begins;
    }

    private synchronized void endProbe(M member) {
        standing(member).probed = false;
    }

    public void onAvailabilityChanged(Consumer<AvailabilityChanged> listener) {
        listeners.add(listener);
    }

    /** What is said when nobody of them could answer. */
    public ModelException allFailed() {
        return ModelException.passing(
                "all of " + names() + " failed (expected: one that answers; all are tried again at the next request)");
    }

    private void changed(M member, boolean available, String why) {
        synchronized (this) {
            if (standing(member).available == available) {
                return;
            }
            standing(member).available = available;
        }
        String who = name.apply(member);
        if (available) {
            LOG.info("[{}] is available again.", who);
        } else {
            LOG.warn("[{}] is not available and will be left out until it answers again: [{}].", who, why);
        }
        listeners.forEach(listener -> listener.accept(new AvailabilityChanged(who, available)));
    }

    private Standing standing(M member) {
        Standing standing = standings.get(member);
        if (standing == null) {
            throw new IllegalArgumentException(
                    "fallback member: " + name.apply(member) + " (expected: one of " + names() + ")");
        }
        return standing;
    }
}
