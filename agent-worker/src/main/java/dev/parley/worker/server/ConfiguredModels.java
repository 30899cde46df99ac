package dev.parley.worker.server;

import com.typesafe.config.Config;
import dev.parley.provider.ModelsProvider;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.StreamSupport;

/** Finds the models that configuration chooses. */
final class ConfiguredModels {
    private static final String KEY = "parley.models.provider";

    private ConfiguredModels() {}

    /** Fails with the key, its value and what is on the class path. */
    static ModelsProvider provider(Config config) {
        String wanted = config.getString(KEY);
        List<ModelsProvider> all = StreamSupport.stream(
                        ServiceLoader.load(ModelsProvider.class).spliterator(), false)
                .toList();
        return all.stream()
                .filter(provider -> provider.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(KEY + ": " + wanted + " (expected: one of "
                        + all.stream().map(ModelsProvider::name).sorted().toList()
                        + ", what is on the class path); add the module that brings it or choose another"));
    }
}
