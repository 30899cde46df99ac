package dev.parley.provider;

import com.typesafe.config.Config;

/** Makes {@link Models} from configuration. Implementations are found by {@link java.util.ServiceLoader}. */
public interface ModelsProvider {

    /** The value of {@code parley.models.provider} that chooses this provider, such as {@code offline}. */
    String name();

    /**
     * Makes the models; what is heavy loads on first use or {@code prewarm}.
     *
     * @param config the whole configuration
     * @throws IllegalArgumentException naming the key, the value and the rule, if it can't
     */
    Models create(Config config);

    /** One line for people at start: what these models are and what to set for others. */
    String announcement();
}
