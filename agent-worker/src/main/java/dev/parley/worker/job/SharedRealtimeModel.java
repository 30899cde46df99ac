package dev.parley.worker.job;

import akka.actor.typed.ActorSystem;
import dev.parley.realtime.RealtimeModel;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The one realtime model of a worker, made when its actor system is there. Thread-safe. */
public final class SharedRealtimeModel {
    private final Function<ActorSystem<?>, RealtimeModel> maker;
    private @Nullable RealtimeModel made;

    public SharedRealtimeModel(Function<ActorSystem<?>, RealtimeModel> maker) {
        this.maker = maker;
    }

    /** The model; made by the first call, for this system. */
    public synchronized RealtimeModel of(ActorSystem<?> system) {
        RealtimeModel model = made == null ? maker.apply(system) : made;
        made = model;
        return model;
    }
}
