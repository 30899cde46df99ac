package dev.parley.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiveKitUrlTest {
    @ParameterizedTest
    @CsvSource({
        "ws://localhost:7880, http://localhost:7880/twirp/x, ws://localhost:7880/rtc?a=b",
        "http://localhost:7880/, http://localhost:7880/twirp/x, ws://localhost:7880/rtc?a=b",
        "WSS://example.com, https://example.com/twirp/x, wss://example.com/rtc?a=b",
        "https://example.com/live/kit//, https://example.com/live/kit/twirp/x, wss://example.com/live/kit/rtc?a=b",
        "ws://[::1]:7880, http://[::1]:7880/twirp/x, ws://[::1]:7880/rtc?a=b"
    })
    void shouldServeSocketsAndCallsFromOneAddress(String given, String http, String webSocket) {
        LiveKitUrl url = LiveKitUrl.of(given);

        assertThat(url.http("/twirp/x")).hasToString(http);
        assertThat(url.webSocket("/rtc?a=b")).hasToString(webSocket);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost:7880", "ftp://example.com", "ws://", "ws:example.com", "ws://exa mple.com"})
    void shouldRefuseWhatIsNoAddress(String given) {
        assertThatThrownBy(() -> LiveKitUrl.of(given))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(given)
                .hasMessageContaining("expected:")
                .hasMessageContaining("LIVEKIT_URL");
    }

    @Test
    void shouldNotRepeatASecretThatStandsInTheAddress() {
        assertThatThrownBy(() -> LiveKitUrl.of("wss://key:hunter2@example.com"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> LiveKitUrl.of("wss://example.com/?access_token=hunter2"))
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void shouldNotRepeatASecretThatStandsBehindAWrongScheme() {
        assertThatThrownBy(() -> LiveKitUrl.of("ftp://key:hunter2@example.com"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void shouldBeEqualWhenItLeadsToTheSameServer() {
        assertThat(LiveKitUrl.of("http://h:1/"))
                .isEqualTo(LiveKitUrl.of("ws://h:1"))
                .hasSameHashCodeAs(LiveKitUrl.of("ws://h:1"));
        assertThat(LiveKitUrl.of("https://h:1")).isNotEqualTo(LiveKitUrl.of("ws://h:1"));
    }

    @Test
    void shouldNeverPrintTheSecret() {
        assertThat(new LiveKitCredentials("key", "hunter2"))
                .asString()
                .contains("key")
                .doesNotContain("hunter2");
    }

    @Test
    void shouldRefuseEmptyCredentials() {
        assertThatThrownBy(() -> new LiveKitCredentials(" ", "s")).hasMessageContaining("LIVEKIT_API_KEY");
        assertThatThrownBy(() -> new LiveKitCredentials("k", "")).hasMessageContaining("LIVEKIT_API_SECRET");
    }
}
