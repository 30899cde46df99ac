package dev.parley.resilience;

import java.util.List;
import java.util.function.Consumer;

/**
 * A model made of several that stand in for each other: the first one that is available answers. One that fails is left
 * out until it answers a request that is made beside the real ones to try it; when all are out, all are tried again.
 *
 * <p>A session neither repeats its requests nor times them: the adapter does, per member. Thread-safe.
 *
 * @param <M> what its members are
 */
public interface FallbackAdapter<M> {

    /** Its members, the preferred one first. */
    List<M> members();

    /** Whether this member is asked before it has proved itself again. */
    boolean available(M member);

    /** Tells of each change from now on, on whatever thread it is found; the listener must not block. */
    void onAvailabilityChanged(Consumer<AvailabilityChanged> listener);
}
