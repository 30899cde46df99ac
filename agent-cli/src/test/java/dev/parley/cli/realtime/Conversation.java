package dev.parley.cli.realtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Resampler;
import dev.parley.cli.caller.Utterances;
import dev.parley.provider.ModelsProvider;
import dev.parley.testkit.realtime.FakeServerSettings;
import dev.parley.testkit.realtime.script.Delivery;
import dev.parley.testkit.realtime.script.FakeReply;
import dev.parley.testkit.realtime.script.RealtimeScript;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;

/** The conversation that each client holds: a greeting, an order by speech with a tool call, a story that is interrupted. */
final class Conversation {
    static final String HELLO = "Hello, what would you like?";
    static final String NOTED = "Two pizzas, noted.";
    static final String STORY =
            "Once upon a time there was a baker who baked the longest bread in the whole wide world,"
                    + " and people came from far away to see it and to eat it.";
    static final String SORRY = "Sorry, go on.";

    private static final ObjectMapper JSON = new ObjectMapper();

    private Conversation() {}

    /** @param delivery as fast as spoken, or faster, so that an interruption finds audio that waits to be played */
    static RealtimeScript script(Delivery delivery) {
        return RealtimeScript.builder()
                .reply(FakeReply.say(HELLO))
                .reply(FakeReply.call("add_item", "{\"product\":\"pizza\",\"quantity\":2}"))
                .reply(FakeReply.say(NOTED))
                .reply(FakeReply.say(STORY))
                .reply(FakeReply.say(SORRY))
                .otherwise(FakeReply.say("Cheerful."))
                .userSays("two pizzas please")
                .userSays("stop please")
                .delivery(delivery)
                .build();
    }

    /** With the built-in voice. */
    static FakeServerSettings settings() {
        return FakeServerSettings.builder()
                .voice(ServiceLoader.load(ModelsProvider.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(provider -> provider.name().equals("offline"))
                        .findFirst()
                        .orElseThrow()
                        .create(ConfigFactory.load())
                        .tts())
                .build();
    }

    /** What the caller says, spoken by the built-in voice, as a file of 24 kHz audio without a header. */
    static Path speech(Path directory) throws IOException, InterruptedException {
        AudioFrame spoken = Utterances.speak(List.of("two pizzas please"), ConfigFactory.load())
                .get(0);
        Resampler resampler = Resampler.between(spoken.format(), AudioFormat.REALTIME);
        ByteArrayOutputStream audio = new ByteArrayOutputStream();
        audio.writeBytes(resampler.accept(spoken).toByteArray());
        audio.writeBytes(resampler.flush().toByteArray());
        return Files.write(directory.resolve("speech.pcm"), audio.toByteArray());
    }

    /** The JSON lines of a client. */
    static List<JsonNode> reports(String output) {
        return output.lines()
                .filter(line -> line.startsWith("{\"what\""))
                .map(Conversation::parse)
                .toList();
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(line, malformed);
        }
    }

    /** The first report of this kind. */
    static JsonNode report(List<JsonNode> reports, String what) {
        return reports.stream()
                .filter(report -> report.path("what").asText().equals(what))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + what + " in " + reports));
    }
}
