package dev.parley.realtime.openai.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.llm.ToolDefinition;
import dev.parley.realtime.openai.settings.ApiShape;
import dev.parley.realtime.openai.settings.AudioCodec;
import dev.parley.realtime.openai.settings.NoiseReduction;
import dev.parley.realtime.openai.settings.SessionSettings;
import dev.parley.realtime.openai.settings.Transcription;
import dev.parley.realtime.openai.settings.Truncation;
import dev.parley.realtime.openai.settings.TurnDetector;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SessionJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ToolDefinition TOOL = new ToolDefinition(
            "get_time", "The time.", JsonNodeFactory.instance.objectNode().put("type", "object"));

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text);
    }

    private static JsonNode written(SessionSettings settings, ApiShape shape) throws Exception {
        String text = new SessionJson(settings, shape, true)
                .whole("Be brief.", List.of(TOOL))
                .toString();
        return json(text);
    }

    @Test
    void shouldWriteTheWholeSession() throws Exception {
        SessionSettings settings = SessionSettings.builder("gpt-realtime")
                .transcription(new Transcription("gpt-4o-mini-transcribe", "en", ""))
                .noiseReduction(NoiseReduction.NEAR_FIELD)
                .build();

        assertThat(written(settings, ApiShape.GA))
                .isEqualTo(
                        json(
                                "{\"type\":\"realtime\",\"output_modalities\":[\"audio\"],\"audio\":{\"input\":{"
                                        + "\"format\":{\"type\":\"audio/pcm\",\"rate\":24000},\"noise_reduction\":{\"type\":"
                                        + "\"near_field\"},\"transcription\":{\"model\":\"gpt-4o-mini-transcribe\",\"language\":\"en\"},"
                                        + "\"turn_detection\":{\"type\":\"server_vad\",\"threshold\":0.5,\"prefix_padding_ms\":300,"
                                        + "\"silence_duration_ms\":500,\"create_response\":true,\"interrupt_response\":true}},"
                                        + "\"output\":{\"format\":{\"type\":\"audio/pcm\",\"rate\":24000},\"voice\":\"marin\","
                                        + "\"speed\":1.0}},\"max_output_tokens\":\"inf\",\"truncation\":\"auto\","
                                        + "\"instructions\":\"Be brief.\",\"tools\":[{\"type\":\"function\",\"name\":\"get_time\","
                                        + "\"description\":\"The time.\",\"parameters\":{\"type\":\"object\"}}],\"tool_choice\":\"auto\"}"));
    }

    @Test
    void shouldWriteTheOlderForm() throws Exception {
        SessionSettings settings = SessionSettings.builder("gpt-4o-realtime-preview")
                .codec(AudioCodec.PCMU)
                .withoutTranscription()
                .maxOutputTokens(500)
                .build();

        assertThat(written(settings, ApiShape.BETA))
                .isEqualTo(json("{\"modalities\":[\"text\",\"audio\"],\"voice\":\"marin\","
                        + "\"input_audio_format\":\"g711_ulaw\",\"output_audio_format\":\"g711_ulaw\","
                        + "\"input_audio_noise_reduction\":null,\"input_audio_transcription\":null,"
                        + "\"turn_detection\":{\"type\":\"server_vad\",\"threshold\":0.5,\"prefix_padding_ms\":300,"
                        + "\"silence_duration_ms\":500,\"create_response\":true,\"interrupt_response\":true},"
                        + "\"speed\":1.0,\"max_response_output_tokens\":500,\"instructions\":\"Be brief.\",\"tools\":[{"
                        + "\"type\":\"function\",\"name\":\"get_time\",\"description\":\"The time.\",\"parameters\":{"
                        + "\"type\":\"object\"}}],\"tool_choice\":\"auto\"}"));
    }

    @Test
    void shouldWriteEverySettingThatIsNotUsual() throws Exception {
        JsonNode session = written(
                SessionSettings.builder("gpt-realtime-2")
                        .voice("voice_123")
                        .speed(1.2)
                        .codec(AudioCodec.PCMA)
                        .written()
                        .turnDetector(
                                new TurnDetector.SemanticVad(TurnDetector.SemanticVad.Eagerness.LOW, false, false))
                        .truncation(new Truncation.RetentionRatio(0.8, OptionalInt.of(2000)))
                        .tracing(JsonNodeFactory.instance.textNode("auto"))
                        .prompt(json("{\"id\":\"pmpt_1\",\"version\":\"2\"}"))
                        .include(List.of("item.input_audio_transcription.logprobs"))
                        .reasoningEffort("low")
                        .parallelToolCalls(false)
                        .field("temperature", JsonNodeFactory.instance.numberNode(0.7))
                        .build(),
                ApiShape.GA);

        assertThat(session.at("/audio/output/voice/id").asText()).isEqualTo("voice_123");
        assertThat(session.at("/audio/output/speed").asDouble()).isEqualTo(1.2);
        assertThat(session.at("/audio/input/format")).isEqualTo(json("{\"type\":\"audio/pcma\"}"));
        assertThat(session.at("/output_modalities")).isEqualTo(json("[\"text\"]"));
        assertThat(session.at("/audio/input/turn_detection"))
                .isEqualTo(json("{\"type\":\"semantic_vad\",\"eagerness\":\"low\",\"create_response\":false,"
                        + "\"interrupt_response\":false}"));
        assertThat(session.path("truncation"))
                .isEqualTo(json("{\"type\":\"retention_ratio\",\"retention_ratio\":0.8,\"token_limits\":{"
                        + "\"post_instructions\":2000}}"));
        assertThat(session.path("tracing").asText()).isEqualTo("auto");
        assertThat(session.at("/prompt/id").asText()).isEqualTo("pmpt_1");
        assertThat(session.path("include")).hasSize(1);
        assertThat(session.at("/reasoning/effort").asText()).isEqualTo("low");
        assertThat(session.path("parallel_tool_calls").asBoolean(true)).isFalse();
        assertThat(session.path("temperature").asDouble()).isEqualTo(0.7);
    }

    @Test
    void shouldSayNullForATurnDetectorThatIsSwitchedOff() throws Exception {
        JsonNode session = json(new SessionJson(SessionSettings.of("gpt-realtime"), ApiShape.GA, false)
                .whole("", List.of())
                .toString());

        assertThat(session.at("/audio/input/turn_detection").isNull()).isTrue();
    }

    @Test
    void shouldChangeOneThingOfARunningSession() throws Exception {
        SessionJson session = new SessionJson(SessionSettings.of("gpt-realtime"), ApiShape.GA, true);

        assertThat(json(session.instructions("New.").toString()))
                .isEqualTo(json("{\"type\":\"realtime\",\"instructions\":\"New.\"}"));
        assertThat(json(session.tools(List.of()).toString())).isEqualTo(json("{\"type\":\"realtime\",\"tools\":[]}"));
    }

    @Test
    void shouldRefuseSettingsTheProviderWouldRefuse() {
        assertThatThrownBy(
                        () -> SessionSettings.builder("gpt-realtime").speed(2).build())
                .hasMessage("realtime speed: 2.0 (expected: 0.25 to 1.5)");
        assertThatThrownBy(() -> SessionSettings.builder("gpt-realtime")
                        .maxOutputTokens(5000)
                        .build())
                .hasMessageContaining("max-output-tokens: 5000");
        assertThatThrownBy(() -> SessionSettings.of(" ")).hasMessageContaining("realtime model: empty");
        assertThatThrownBy(() -> new TurnDetector.ServerVad(
                        0.5, Duration.ZERO, Duration.ZERO, Optional.of(Duration.ofSeconds(40)), true, true))
                .hasMessageContaining("idle-timeout: PT40S");
    }
}
