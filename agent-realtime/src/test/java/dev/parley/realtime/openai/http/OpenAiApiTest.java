package dev.parley.realtime.openai.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.realtime.cartesia.CartesiaTextToSpeech;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Keys as they come out of files. */
class OpenAiApiTest {
    private static final URI CARTESIA = URI.create("ws://127.0.0.1:1/tts");

    @Test
    void shouldTakeAKeyWithoutTheLineEndBehindIt() {
        OpenAiApi api = OpenAiApi.of("sk-1\n").withHeader("OpenAI-Project", Optional.of("p\r\n"));

        assertThat(api.headers()).containsEntry("Authorization", "Bearer sk-1").containsEntry("OpenAI-Project", "p");
        assertThat(OpenAiApi.at("local", "http://127.0.0.1:1/v1", " \n").headers())
                .isEmpty();
        assertThat(CartesiaTextToSpeech.at(CARTESIA, "sk-1\n", "sonic", "v").name())
                .isEqualTo("cartesia/sonic");
    }

    @Test
    void shouldNotTellAKeyThatIsNone() {
        assertThatThrownBy(() -> OpenAiApi.of("sk-1\nsk-2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Authorization: *** (expected: one line of ASCII)");
        assertThatThrownBy(() -> OpenAiApi.of("sk-1").withHeader("X-Team", Optional.of("caf\u00e9")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("X-Team: *** (expected: one line of ASCII)");
        assertThatThrownBy(() -> CartesiaTextToSpeech.at(CARTESIA, "sk-1\nsk-2", "sonic", "v"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("X-API-Key: *** (expected: one line of ASCII)");
    }
}
