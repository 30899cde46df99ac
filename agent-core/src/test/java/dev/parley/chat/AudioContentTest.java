package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Reference §1.7: audio and breakpoints of a prompt cache as content of a message. */
class AudioContentTest {
    static final AudioContent AUDIO = AudioContent.of(AudioFrame.silence(Duration.ofMillis(20), AudioFormat.TELEPHONE));
    private static final AudioContent READ = AUDIO.withTranscript("What is this?");

    private static ChatContext context(ChatRole role, ChatContent... content) {
        return new ChatContext(List.of(ChatMessage.of("m", role, List.of(content), Instant.EPOCH)));
    }

    @Test
    void shouldHoldTheAudioItself() {
        assertThat(AUDIO.audio().duration()).isEqualTo(Duration.ofMillis(20));
        assertThat(AUDIO.audio().format()).isEqualTo(AudioFormat.TELEPHONE);
        assertThat(READ.toString()).doesNotContain("What", AUDIO.wav());
    }

    @Test
    void shouldRefuseWhatIsNoAudio() {
        assertThatThrownBy(() -> new AudioContent("aGVsbG8=", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("audio content: aGVsbG8= (expected: a WAV file of PCM16 in base64)");
        assertThatThrownBy(() -> new AudioContent("no base64!", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldBeReadBackAsItWasWritten() {
        ChatContext context = context(ChatRole.USER, AUDIO, READ, new CacheBreakpoint(), new TextContent("Well?"));

        assertThat(ChatContext.fromJson(context.toJson())).isEqualTo(context);
    }

    @Test
    void shouldBeReadWhereAProviderTakesNoAudio() {
        ChatContext context = context(ChatRole.USER, READ, new CacheBreakpoint(), new TextContent("Well?"));

        assertThat(context.toOpenAi().get(0).path("content").asText()).isEqualTo("What is this?\nWell?");
        assertThat(context.toOpenAiResponses().get(0).path("content").asText()).isEqualTo("What is this?\nWell?");
    }

    @Test
    void shouldBeHeardWhereNobodyKnowsWhatIsSaid() {
        JsonNode content =
                context(ChatRole.USER, AUDIO).toOpenAi().get(0).path("content").get(0);

        assertThat(content.path("type").asText()).isEqualTo("input_audio");
        assertThat(content.path("input_audio").path("data").asText()).isEqualTo(AUDIO.wav());
        assertThat(content.path("input_audio").path("format").asText()).isEqualTo("wav");
        assertThat(context(ChatRole.USER, AUDIO).toOpenAiResponses())
                .as("the API takes no audio")
                .isEmpty();
    }

    @Test
    void shouldLeaveTheWordsWhereAudioIsTakenOut() {
        ChatContext context = context(ChatRole.USER, READ, AUDIO, new TextContent("Well?"));

        assertThat(context.withoutAudio())
                .isEqualTo(context(ChatRole.USER, new TextContent("What is this?"), new TextContent("Well?")));
    }

    @Test
    void shouldTakeOutImagesAndNothingElse() {
        ChatContext context =
                context(ChatRole.USER, ImageContent.of("https://example.com/a.png"), READ, new CacheBreakpoint());

        assertThat(context.withoutImages()).isEqualTo(context(ChatRole.USER, READ, new CacheBreakpoint()));
    }
}
