package dev.parley.realtime.openai;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorSystem;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.provider.Models;
import dev.parley.realtime.RealtimeCapability;
import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.RealtimeModel;
import dev.parley.realtime.cartesia.CartesiaTextToSpeech;
import dev.parley.realtime.deepgram.DeepgramSpeechToText;
import dev.parley.realtime.openai.http.OpenAiApi;
import dev.parley.realtime.openai.http.OpenAiLanguageModel;
import dev.parley.realtime.openai.http.OpenAiSpeechToText;
import dev.parley.realtime.openai.http.OpenAiTextToSpeech;
import dev.parley.realtime.openai.settings.AudioCodec;
import dev.parley.realtime.openai.settings.Endpoint;
import dev.parley.realtime.openai.settings.SessionSettings;
import dev.parley.realtime.openai.settings.TurnDetector;
import dev.parley.session.AgentSession;
import dev.parley.stt.SpeechToText;
import dev.parley.testkit.ActorKit;
import dev.parley.tts.TextToSpeech;
import dev.parley.vad.VoiceActivityDetector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code of the guide's page on realtime models. */
class GuideTest {
    @RegisterExtension
    static final ActorKit KIT = ActorKit.create();

    private static final Endpoint NOWHERE = Endpoint.openAi("http://127.0.0.1:1/v1", "gpt-realtime", "none");

    // snippet: session
    static AgentSession call(ActorSystem<?> system, RealtimeModel model) {
        return Parley.session(system)
                .agent(new Agent(AgentSpec.instructions("You answer the phone of a bakery.")))
                .realtime(model)
                .build();
    }
    // end: session

    // snippet: telephone
    static RealtimeModel telephone(ActorSystem<?> system, Endpoint endpoint) {
        SessionSettings settings = SessionSettings.builder("gpt-realtime")
                .voice("cedar")
                .codec(AudioCodec.PCMU)
                .turnDetector(TurnDetector.SemanticVad.standard())
                .build();
        return OpenAiRealtimeModel.builder(system, settings)
                .endpoint(endpoint)
                .observer(event -> {
                    if (event instanceof RealtimeEvent.UsageReported report) {
                        system.log()
                                .info(
                                        "Tokens out: [{}].",
                                        report.usage().output().total());
                    }
                })
                .build();
    }
    // end: telephone

    // snippet: half-cascade
    static AgentSession ownVoice(ActorSystem<?> system, Agent agent, Models models) {
        SessionSettings settings =
                SessionSettings.builder("gpt-realtime").written().build();
        return Parley.session(system)
                .agent(agent)
                .models(models)
                .realtime(OpenAiRealtimeModel.builder(system, settings).build())
                .build();
    }
    // end: half-cascade

    static Models pipeline(String key, VoiceActivityDetector detector) {
        // snippet: pipeline
        OpenAiApi own = OpenAiApi.at("vllm", "http://127.0.0.1:8000/v1", "");
        OpenAiApi openAi = OpenAiApi.of(key);
        return new Models(
                "openai",
                detector,
                OpenAiSpeechToText.of(openAi, "gpt-4o-mini-transcribe").withParameter("language", "en"),
                OpenAiLanguageModel.of(own, "qwen3-8b").withParameter("temperature", DoubleNode.valueOf(0.3)),
                OpenAiTextToSpeech.of(openAi, "gpt-4o-mini-tts", "alloy"));
        // end: pipeline
    }

    static TextToSpeech cartesia(String key, String voiceId) {
        // snippet: cartesia
        TextToSpeech voice =
                CartesiaTextToSpeech.of(key, "sonic-3.5", voiceId).withParameter("language", TextNode.valueOf("en"));
        // end: cartesia
        return voice;
    }

    static SpeechToText deepgram(String key) {
        // snippet: deepgram
        SpeechToText ears = DeepgramSpeechToText.of(key, "nova-3")
                .withParameter("language", "multi")
                .withParameter("endpointing", "300");
        // end: deepgram
        return ears;
    }

    @Test
    void shouldNameTheModelsOfAPipeline() {
        assertThat(deepgram("sk-own").name()).isEqualTo("deepgram/nova-3");
        assertThat(cartesia("sk-own", "voice-1").name()).isEqualTo("cartesia/sonic-3.5");
        Models models = pipeline("sk-own", VoiceActivityDetector.none());

        assertThat(models.llm().name()).isEqualTo("vllm/qwen3-8b");
        assertThat(models.tts().name()).isEqualTo("openai/gpt-4o-mini-tts");
        assertThat(models.stt().name()).isEqualTo("openai/gpt-4o-mini-transcribe");
    }

    @Test
    void shouldMakeTheModelsOfTheGuide() {
        RealtimeModel model = telephone(KIT.system(), NOWHERE);

        assertThat(model.name()).isEqualTo("openai/gpt-realtime");
        assertThat(model.can(RealtimeCapability.TURN_DETECTION)).isTrue();
        assertThat(model.can(RealtimeCapability.AUDIO_OUTPUT)).isTrue();
        assertThat(call(KIT.system(), model).outputFormat().sampleRate()).isEqualTo(8_000);
    }
}
