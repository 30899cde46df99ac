package dev.parley.realtime.deepgram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.audio.AudioFormat;
import dev.parley.stt.SpeechToTextFeature;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a stream is asked for. */
class DeepgramSpeechToTextTest {
    private final DeepgramSpeechToText stt = DeepgramSpeechToText.of("sk-own", "nova-3");

    @Test
    void shouldAskForWhatSuitsAConversation() {
        assertThat(stt.address(List.of()))
                .hasToString("wss://api.deepgram.com/v1/listen?model=nova-3&language=en-US&encoding=linear16"
                        + "&sample_rate=16000&channels=1&interim_results=true&punctuate=true&filler_words=true"
                        + "&no_delay=true&vad_events=true&endpointing=25&utterance_end_ms=1000");
        assertThat(stt.format()).isEqualTo(AudioFormat.WIDEBAND);
        assertThat(stt.name()).isEqualTo("deepgram/nova-3");
    }

    @Test
    void shouldReplaceRepeatAndLeaveOutParameters() {
        DeepgramSpeechToText other = stt.withParameter("language", "multi")
                .withParameter("redact", "pci", "ssn")
                .withParameter("filler_words")
                .withParameter("interim_results", "false");

        assertThat(other.address(List.of()).getRawQuery())
                .contains("language=multi&", "&redact=pci&redact=ssn")
                .doesNotContain("en-US", "filler_words", "utterance_end_ms");
        assertThat(other.capabilities().interimResults()).isFalse();
        assertThat(stt.capabilities().interimResults()).isTrue();
    }

    @Test // deepgram.stt: keyterm, keywords
    void shouldListenForTermsByTheNameThatTheModelKnows() {
        assertThat(stt.address(List.of("Zoë & Co", "quattro")).getRawQuery())
                .endsWith("&keyterm=Zo%C3%AB+%26+Co&keyterm=quattro");
        assertThat(DeepgramSpeechToText.of("sk-own", "nova-2-phonecall")
                        .address(List.of("quattro"))
                        .getRawQuery())
                .endsWith("&keywords=quattro");
    }

    @Test
    void shouldTellWhatItCanDo() {
        assertThat(stt.capabilities().streaming()).isTrue();
        assertThat(stt.capabilities().offlineRecognize()).isFalse();
        assertThat(stt.capabilities().has(SpeechToTextFeature.DIARIZATION)).isFalse();
        assertThat(stt.withParameter("diarize", "true").capabilities().has(SpeechToTextFeature.DIARIZATION))
                .isTrue();
    }

    @Test
    void shouldNotTellAKeyThatIsNone() {
        assertThatThrownBy(() -> DeepgramSpeechToText.of("sk-\nown", "nova-3"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Deepgram's key: *** (expected: one word of ASCII)");
        assertThat(stt.toString()).doesNotContain("sk-own");
    }
}
