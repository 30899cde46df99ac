package dev.parley.provider;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import dev.parley.realtime.RealtimeModel;
import java.util.function.Function;

/** Makes a {@link RealtimeModel} from configuration. Implementations are found by {@link java.util.ServiceLoader}. */
public interface RealtimeModelProvider {

    /** The value of {@code parley.models.realtime} that chooses this provider, such as {@code openai}. */
    String name();

    /**
     * Reads and checks what the model needs, in configuration and environment; connects to nothing.
     *
     * @param config the whole configuration
     * @return makes the model for the sessions of an actor system
     * @throws IllegalArgumentException naming the key or the variable, the value and the rule, if it can't
     */
    Function<ActorSystem<?>, RealtimeModel> configure(Config config);
}
