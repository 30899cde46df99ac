package dev.parley.realtime.openai.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EndpointTest {

    private static Endpoint from(String... pairs) {
        Map<String, String> environment = new java.util.HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            environment.put(pairs[i], pairs[i + 1]);
        }
        return Endpoint.fromEnvironment(environment, "gpt-realtime");
    }

    @Test
    void shouldGoToOpenAiWithAKey() {
        Endpoint endpoint = from("OPENAI_API_KEY", "sk-1", "OPENAI_PROJECT", "proj_1");

        assertThat(endpoint.url()).hasToString("wss://api.openai.com/v1/realtime?model=gpt-realtime");
        assertThat(endpoint.headers())
                .containsOnly(Map.entry("Authorization", "Bearer sk-1"), Map.entry("OpenAI-Project", "proj_1"));
        assertThat(endpoint.shape()).isEqualTo(ApiShape.GA);
    }

    @Test
    void shouldTakeTheOtherNameOfTheKey() {
        assertThat(from("OAI_API_KEY", "sk-2").headers()).containsEntry("Authorization", "Bearer sk-2");
    }

    @Test
    void shouldGoToABaseOfOnesOwn() {
        assertThat(from("OPENAI_API_KEY", "k", "OPENAI_BASE_URL", "http://127.0.0.1:9300/v1/")
                        .url())
                .hasToString("ws://127.0.0.1:9300/v1/realtime?model=gpt-realtime");
    }

    @Test
    void shouldTakeAWholeUrlBeforeABase() {
        assertThat(from("OPENAI_API_KEY", "k", "OPENAI_BASE_URL", "http://a/v1", "OAI_REALTIME_URL", "ws://b/rt")
                        .url())
                .hasToString("ws://b/rt?model=gpt-realtime");
        assertThat(from("OPENAI_API_KEY", "k", "OAI_REALTIME_URL", "ws://b/rt?a=1&model=own")
                        .url())
                .hasToString("ws://b/rt?a=1&model=own");
        assertThat(from("OPENAI_API_KEY", "k", "OAI_REALTIME_URL", "https://b/rt?call_id=rtc_1")
                        .url())
                .hasToString("wss://b/rt?call_id=rtc_1");
    }

    @Test
    void shouldGoToAzure() {
        Endpoint endpoint = from(
                "AZURE_OPENAI_ENDPOINT",
                "https://res.openai.azure.com",
                "AZURE_OPENAI_API_KEY",
                "az",
                "AZURE_OPENAI_DEPLOYMENT",
                "dep 1");

        assertThat(endpoint.url()).hasToString("wss://res.openai.azure.com/openai/v1/realtime?model=dep+1");
        assertThat(endpoint.headers()).containsOnly(Map.entry("api-key", "az"));
        assertThat(endpoint.shape()).isEqualTo(ApiShape.GA);
    }

    @Test
    void shouldSpeakTheOlderFormToAzuresPreview() {
        Endpoint endpoint = Endpoint.azure("https://res.openai.azure.com/", "dep", "2025-04-01-preview", "az");

        assertThat(endpoint.url())
                .hasToString(
                        "wss://res.openai.azure.com/openai/realtime?api-version=2025-04-01-preview&deployment=dep");
        assertThat(endpoint.shape()).isEqualTo(ApiShape.BETA);
    }

    @Test
    void shouldAskForTheOlderFormByItsHeader() {
        Endpoint endpoint = Endpoint.openAi("http://gateway/v1", "m", "k").inBeta();

        assertThat(endpoint.headers()).containsEntry("OpenAI-Beta", "realtime=v1");
        assertThat(endpoint.shape()).isEqualTo(ApiShape.BETA);
    }

    @Test
    void shouldSayWhatIsMissing() {
        assertThatThrownBy(() -> from())
                .hasMessage("realtime api key: none (expected: OPENAI_API_KEY or OAI_API_KEY in the environment)");
        assertThatThrownBy(() -> from("OPENAI_API_KEY", "k", "OAI_REALTIME_URL", "ftp://b"))
                .hasMessageContaining("ftp://b")
                .hasMessageContaining("set OAI_REALTIME_URL");
    }

    @Test
    void shouldNotPrintItsSecrets() {
        assertThat(from("OPENAI_API_KEY", "sk-secret").toString())
                .contains("Authorization")
                .doesNotContain("secret");
    }
}
