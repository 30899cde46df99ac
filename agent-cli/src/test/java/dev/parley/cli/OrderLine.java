package dev.parley.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.offline.OfflineModels;
import dev.parley.provider.Models;
import dev.parley.testkit.realtime.FakeRealtimeServer;
import dev.parley.testkit.realtime.FakeServerSettings;
import dev.parley.testkit.realtime.script.RealtimeScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The fake realtime service with the order desk's dialogue for a mind: it hears, calls the desk's tools and speaks. */
final class OrderLine {
    static final String KEY = "sk-order-line";

    private OrderLine() {}

    static FakeRealtimeServer start() throws Exception {
        Config config = ConfigFactory.parseString("parley.offline.recognizer.deadline = 60 s") // on a busy machine
                .withFallback(ConfigFactory.load());
        Models models = OfflineModels.of(Path.of("..", "samples", "order-desk", "data", "dialogue.conf"), config);
        models.stt().prewarm().toCompletableFuture().get(120, TimeUnit.SECONDS);
        models.tts().prewarm().toCompletableFuture().get(120, TimeUnit.SECONDS);
        return FakeRealtimeServer.start(
                RealtimeScript.empty(),
                FakeServerSettings.builder()
                        .voice(models.tts())
                        .recogniser(models.stt())
                        .model(models.llm())
                        .apiKeys(KEY)
                        .build());
    }

    /** What a process needs to find it. */
    static Map<String, String> environment(FakeRealtimeServer server) {
        return Map.of("OPENAI_BASE_URL", server.baseUrl().toString(), "OPENAI_API_KEY", KEY);
    }

    /**
     * A configuration file that chooses the realtime model.
     *
     * @param output {@code audio}, or {@code text} for the voice of the pipeline's set
     */
    static Path configuration(Path directory, String output) throws IOException {
        return Files.writeString(
                directory.resolve("realtime-" + output + ".conf"),
                "parley { models.realtime = openai, realtime.openai.output = " + output + " }");
    }
}
