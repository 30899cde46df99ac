package dev.parley.realtime.openai;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import dev.parley.provider.RealtimeModelProvider;
import dev.parley.realtime.RealtimeModel;
import dev.parley.realtime.openai.settings.ConfiguredSettings;
import dev.parley.realtime.openai.settings.Endpoint;
import java.util.function.Function;

/** OpenAI's model, by {@code parley.realtime.openai} and the environment; see {@link Endpoint#fromEnvironment}. */
public final class OpenAiRealtimeProvider implements RealtimeModelProvider {
    @Override
    public String name() {
        return "openai";
    }

    @Override
    public Function<ActorSystem<?>, RealtimeModel> configure(Config config) {
        ConfiguredSettings settings = ConfiguredSettings.of(config);
        Endpoint endpoint =
                Endpoint.fromEnvironment(System.getenv(), settings.session().model());
        return system -> OpenAiRealtimeModel.of(system, settings, endpoint);
    }
}
