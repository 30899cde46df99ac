package dev.parley.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.turn.BackchannelBoundary;
import dev.parley.turn.EndpointingOptions;
import dev.parley.turn.MuteStrategy;
import dev.parley.turn.TurnDetection;
import dev.parley.turn.TurnOptions;
import dev.parley.turn.TurnStart;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionOptionsTest {
    private static final Config REFERENCE = ConfigFactory.defaultReference();

    @Test
    void shouldHaveTheSameDefaultsInCodeAndInConfiguration() {
        assertThat(SessionOptions.of(REFERENCE)).isEqualTo(SessionOptions.standard());
    }

    @Test
    void shouldTakeWhatIsConfigured() {
        SessionOptions options = SessionOptions.of(with(
                "turn-detection = manual, endpointing.min-delay = 1 s, connect.timeout = 3 s, progress-timeout = 30 s,"
                        + " endpointing { mode = dynamic, max-delay = 4 s, alpha = 0.8, prediction-timeout = 2 s }"));

        assertThat(options.turns().detection()).isEqualTo(TurnDetection.MANUAL);
        assertThat(options.turns().endpointing())
                .isEqualTo(EndpointingOptions.standard()
                        .dynamic()
                        .withDelays(Duration.ofSeconds(1), Duration.ofSeconds(4))
                        .withAlpha(0.8)
                        .withPredictionTimeout(Duration.ofSeconds(2)));
        assertThat(options.connect().tts().timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(options.progressTimeout()).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @CsvSource({"auto, AUTO", "realtime-llm, REALTIME_LLM", "vad, VAD", "stt, STT", "manual, MANUAL"})
    void shouldTakeEachWayInWhichATurnEnds(String configured, TurnDetection meant) {
        assertThat(SessionOptions.of(with("turn-detection = " + configured))
                        .turns()
                        .detection())
                .isEqualTo(meant);
    }

    @Test
    void shouldTakeTheCallersRules() {
        TurnOptions turns = SessionOptions.of(with("turn-detection = stt, mute = [first-speech, function-calls],"
                        + " turn-start { min-words = 2, use-interim = false, backchannel-boundary.end = 2 s }, user-idle-timeout = 8 s,"
                        + " preemptive.tts = true"))
                .turns();

        assertThat(turns.detection()).isEqualTo(TurnDetection.STT);
        assertThat(turns.mutes()).containsExactlyInAnyOrder(MuteStrategy.FIRST_SPEECH, MuteStrategy.FUNCTION_CALLS);
        assertThat(turns.start())
                .isEqualTo(TurnStart.byWords(2)
                        .finalOnly()
                        .withBoundary(new BackchannelBoundary(Duration.ofSeconds(1), Duration.ofSeconds(2))));
        assertThat(turns.userIdleTimeout()).isEqualTo(Duration.ofSeconds(8));
        assertThat(turns.preemptive().tts()).isTrue();
    }

    @Test
    void shouldNameTheKeyTheValueAndTheRule() {
        assertThatThrownBy(() -> SessionOptions.of(with("turn-detection = guess")))
                .hasMessage(
                        "parley.session: turn-detection: guess (expected: one of auto, realtime-llm, vad, stt, manual)");
        assertThatThrownBy(() -> SessionOptions.of(with("interruption.min-words = -1")))
                .hasMessageContaining("interruption min-words: -1 (expected: 0 or more)");
        assertThatThrownBy(() -> SessionOptions.of(with("connect.max-retries = -1")))
                .hasMessage("parley.session: max-retries: -1 (expected: 0 or more; 0 asks a model once)");
        assertThatThrownBy(() -> SessionOptions.of(with("progress-timeout = -1 s")))
                .hasMessage("parley.session: progress-timeout: PT-1S (expected: zero or more, such as 5 s)");
        assertThatThrownBy(() -> SessionOptions.of(with("endpointing.min-delay = soon")))
                .hasMessageContaining("min-delay");
        assertThatThrownBy(() -> SessionOptions.of(with("endpointing.min-delay = 4 s")))
                .hasMessage("parley.session: endpointing max-delay: PT3S (expected: min-delay, PT4S, or more)");
        assertThatThrownBy(() -> SessionOptions.of(with("endpointing.mode = clever")))
                .hasMessage("parley.session: endpointing mode: clever (expected: fixed or dynamic)");
        assertThatThrownBy(() -> SessionOptions.of(with("endpointing.alpha = 0")))
                .hasMessage("parley.session: endpointing alpha: 0.0 (expected: more than 0, at most 1)");
        assertThatThrownBy(() -> SessionOptions.of(with("mute = [function-calls, always]")))
                .hasMessage("parley.session: mute: always (expected: some of while-agent-speaks, first-speech, "
                        + "until-first-speech, function-calls)");
        assertThatThrownBy(() -> SessionOptions.of(with("turn-start.min-words = -2")))
                .hasMessageContaining("turn-start min-words: -2 (expected: 0 or more)");
        assertThatThrownBy(() -> SessionOptions.of(with("user-idle-timeout = -1 s")))
                .hasMessageContaining("user-idle-timeout");
    }

    private static Config with(String keys) {
        return ConfigFactory.parseString("parley.session { " + keys + " }").withFallback(REFERENCE);
    }
}
