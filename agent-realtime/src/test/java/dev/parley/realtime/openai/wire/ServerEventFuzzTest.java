package dev.parley.realtime.openai.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.realtime.openai.settings.EventNames;
import dev.parley.testkit.fuzz.Fuzzer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A provider's texts, damaged: each gives an event or deltas, and nothing is thrown. */
class ServerEventFuzzTest {
    private final Fuzzer fuzzer = Fuzzer.of("server event", corpus());

    /** Without ids of events: what comes twice would be passed over. */
    private static List<byte[]> corpus() {
        Stream<String> told = ServerEventReaderTest.told().map(event -> "{\"type\":" + event.getKey() + "}");
        Stream<String> streamed = Stream.of(
                "{\"type\":\"response.output_audio.delta\",\"response_id\":\"resp_1\",\"item_id\":\"item_1\","
                        + "\"output_index\":0,\"content_index\":0,\"delta\":\"AQIDBAUGBwgJCgsM\"}",
                "{\"delta\":\"\\u00fc \\\"x\\\"\",\"type\":\"response.output_text.delta\",\"response_id\":\"r\","
                        + "\"item_id\":\"i\"}",
                "{\"type\":\"rate_limits.updated\",\"rate_limits\":[{\"name\":\"tokens\",\"limit\":50000,"
                        + "\"remaining\":49950,\"reset_seconds\":0.06}]}",
                "{\"type\":\"response.done\",\"response\":{\"id\":\"r\",\"status\":\"failed\",\"status_details\":{"
                        + "\"error\":{\"code\":\"c\"}},\"usage\":{\"input_tokens\":1}}}");
        return Stream.concat(told, streamed)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void shouldReadWhateverComes() {
        fuzzer.inputs(20_000, seed -> new Attacked());
    }

    @Test
    @Tag("long")
    void shouldReadWhateverComesForMinutes() {
        fuzzer.during(Duration.ofMinutes(2), seed -> new Attacked());
    }

    private static final class Attacked implements Fuzzer.Target, Deltas {
        private final ServerEventReader reader = new ServerEventReader(EventNames.standard());
        private int deltas;

        @Override
        public void take(byte[] input) {
            int before = deltas;
            Optional<ServerEvent> event = reader.read(input, 0, input.length, this);
            assertThat(event.isPresent()).isNotEqualTo(deltas > before);
        }

        @Override
        public void audio(String responseId, String itemId, byte[] bytes) {
            deltas++;
        }

        @Override
        public void text(String responseId, String itemId, String delta) {
            deltas++;
        }
    }
}
