package dev.parley.offline;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.javadsl.Sink;
import com.typesafe.config.ConfigFactory;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.llm.ToolChoice;
import dev.parley.provider.Models;
import dev.parley.provider.ModelsProvider;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an agent without a dialogue of its own gets: found by name, it makes small talk. */
@Timeout(120)
class OfflineModelsProviderTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    private final ModelsProvider provider = ServiceLoader.load(ModelsProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(found -> found.name().equals(OfflineModels.PROVIDER))
            .findFirst()
            .orElseThrow();
    private final Models models = provider.create(ConfigFactory.load());
    private ChatContext context = ChatContext.empty();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void shouldSayWhatToSetForARealModel() {
        assertThat(provider.announcement()).contains("parley.models.provider", "OPENAI_API_KEY");
    }

    @Test
    void shouldHoldAShortConversation() throws Exception {
        assertThat(answer()).startsWith("Hello. I am running on the built-in offline models.");
        assertThat(say("How are you today?")).isEqualTo("I am fine, thank you. How are you?");
        assertThat(say("very well, thanks")).isEqualTo("I am glad to hear that.");
        assertThat(say("could you repeat that")).isEqualTo("I am glad to hear that.");
        assertThat(say("the moon is made of cheese"))
                .isEqualTo("Sorry, I didn't understand that. Say help to hear what I can do.");
        assertThat(say("goodbye")).isEqualTo("Goodbye.");
    }

    @Test
    void shouldHearWhatItSays() throws Exception {
        AudioFrame spoken = spoken("what can you do");

        assertThat(await(models.stt().recognize(spoken)).text()).isEqualTo("what can you do");
    }

    private String say(String text) throws Exception {
        add(ChatRole.USER, text);
        return answer();
    }

    private String answer() throws Exception {
        List<ChatChunk> chunks = await(models.llm()
                .chat(new ChatRequest("s", context, List.of(), ToolChoice.AUTO))
                .runWith(Sink.seq(), KIT.system()));
        String said = chunks.stream()
                .filter(ChatChunk.TextDelta.class::isInstance)
                .map(chunk -> ((ChatChunk.TextDelta) chunk).text())
                .collect(Collectors.joining());
        add(ChatRole.ASSISTANT, said);
        return said;
    }

    private void add(ChatRole role, String text) {
        context = context.with(ChatMessage.of("i" + context.items().size(), role, text, Instant.EPOCH));
    }

    private AudioFrame spoken(String text) throws Exception {
        ByteArrayOutputStream pcm = new ByteArrayOutputStream();
        await(models.tts().synthesize(text).runWith(Sink.seq(), KIT.system()))
                .forEach(frame -> pcm.writeBytes(frame.toByteArray()));
        return AudioFrame.wrap(pcm.toByteArray(), AudioFormat.WIDEBAND);
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(100, TimeUnit.SECONDS);
    }
}
