package dev.parley.realtime.openai.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;

class ConfiguredSettingsTest {

    private static ConfiguredSettings with(String hocon) {
        return ConfiguredSettings.of(ConfigFactory.parseString(hocon)
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
    }

    @Test
    void shouldBeTheUsualByDefault() {
        ConfiguredSettings settings = with("");

        assertThat(settings.session()).isEqualTo(SessionSettings.of("gpt-realtime"));
        assertThat(settings.link()).isEqualTo(LinkSettings.standard());
        assertThat(settings.logFrames()).isFalse();
    }

    @Test
    void shouldReadWhatIsSet() {
        SessionSettings session = with("parley.realtime.openai { codec = pcmu, output = text, turn-detection = none,"
                        + " transcription.model = \"\", noise-reduction = far-field, max-output-tokens = 900 }")
                .session();

        assertThat(session)
                .isEqualTo(SessionSettings.builder("gpt-realtime")
                        .codec(AudioCodec.PCMU)
                        .written()
                        .withoutTurnDetector()
                        .withoutTranscription()
                        .noiseReduction(NoiseReduction.FAR_FIELD)
                        .maxOutputTokens(900)
                        .build());
    }

    @Test
    void shouldNameTheKeyTheValueAndTheRule() {
        assertThatThrownBy(() -> with("parley.realtime.openai.codec = mp3"))
                .hasMessage("parley.realtime.openai: codec: mp3 (expected: one of pcm, pcmu, pcma)");
        assertThatThrownBy(() -> with("parley.realtime.openai.turn-detection = magic"))
                .hasMessageContaining("turn-detection: magic");
        assertThatThrownBy(() -> with("parley.realtime.openai.link.attempts = 0"))
                .hasMessage("parley.realtime.openai: attempts: 0 (expected: 1 or more)");
        assertThatThrownBy(() -> with("parley.realtime.openai.link.append = 6 s"))
                .hasMessageContaining("append: PT6S (expected: at most audio-kept, PT5S)");
    }
}
