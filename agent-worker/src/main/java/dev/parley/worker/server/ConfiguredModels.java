package dev.parley.worker.server;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import dev.parley.provider.ModelsProvider;
import dev.parley.provider.RealtimeModelProvider;
import dev.parley.realtime.RealtimeModel;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** Finds the models that configuration chooses. */
final class ConfiguredModels {
    private static final String KEY = "parley.models.provider";
    private static final String REALTIME = "parley.models.realtime";

    private ConfiguredModels() {}

    /** Fails with the key, its value and what is on the class path. */
    static ModelsProvider provider(Config config) {
        return chosen(KEY, config.getString(KEY), ModelsProvider.class, ModelsProvider::name, "");
    }

    /** Empty if none is chosen; fails with the key, its value and the rule, also of what the provider needs. */
    static Optional<Function<ActorSystem<?>, RealtimeModel>> realtime(Config config) {
        String wanted = config.getString(REALTIME);
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(chosen(
                        REALTIME,
                        wanted,
                        RealtimeModelProvider.class,
                        RealtimeModelProvider::name,
                        ", or empty for none")
                .configure(config));
    }

    private static <P> P chosen(String key, String wanted, Class<P> type, Function<P, String> name, String also) {
        List<P> all = StreamSupport.stream(ServiceLoader.load(type).spliterator(), false)
                .toList();
        return all.stream()
                .filter(provider -> name.apply(provider).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(key + ": " + wanted + " (expected: one of "
                        + all.stream().map(name).sorted().toList()
                        + ", what is on the class path" + also
                        + "); add the module that brings it or choose another"));
    }
}
