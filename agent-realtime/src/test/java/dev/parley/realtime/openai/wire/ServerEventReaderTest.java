package dev.parley.realtime.openai.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.realtime.openai.settings.EventNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each event of the Realtime API, in the shapes of OpenAI's API reference and of its older form. */
class ServerEventReaderTest {
    private final Taken taken = new Taken();
    private final ServerEventReader reader = new ServerEventReader(EventNames.standard());

    /** What came as deltas. */
    private static final class Taken implements Deltas {
        private final List<String> texts = new ArrayList<>();
        private final List<byte[]> audio = new ArrayList<>();
        private final List<String> ids = new ArrayList<>();

        @Override
        public void audio(String responseId, String itemId, byte[] bytes) {
            ids.add(responseId + "/" + itemId);
            audio.add(bytes);
        }

        @Override
        public void text(String responseId, String itemId, String delta) {
            ids.add(responseId + "/" + itemId);
            texts.add(delta);
        }
    }

    private Optional<ServerEvent> read(String json) {
        byte[] text = ("##" + json + "##").getBytes(StandardCharsets.UTF_8);
        return reader.read(text, 2, text.length - 4, taken);
    }

    private ServerEvent event(String json) {
        return read(json).orElseThrow();
    }

    // --- bytes that are no text

    /** The JSON with a byte in place of each {@code ?} that is never part of UTF-8. */
    private Optional<ServerEvent> readBroken(String json) {
        byte[] text = json.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < text.length; i++) {
            text[i] = text[i] == '?' ? (byte) 0xff : text[i];
        }
        return reader.read(text, 0, text.length, taken);
    }

    @Test // a socket hands on what comes unchecked
    void shouldReplaceWhatIsNoTextInADelta() {
        assertThat(readBroken("{\"type\":\"response.output_text.delta\",\"response_id\":\"r?\",\"item_id\":\"i\","
                        + "\"delta\":\"so?und\"}"))
                .isEmpty();

        assertThat(taken.texts).containsExactly("so\ufffdund");
        assertThat(taken.ids).containsExactly("r\ufffd/i");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"response.output_text.delta\",\"delta\":\"\\n?\"}",
                "{\"type\":\"response.output_audio.delta\",\"delta\":\"AQ?=\"}",
                "{\"type\":\"response.output_audio.delta\",\"delta\":\"\\nA?I=\"}",
                "{\"type\":\"error\",\"error\":{\"message\":\"b?d\"}}",
                "{\"type\":\"error\",\"error\":?}",
                "?{\"type\":\"error\"}"
            })
    void shouldRefuseWhatIsNoTextElsewhereAndReadOn(String json) {
        assertThat(readBroken(json)).get().isInstanceOf(ServerEvent.Malformed.class);

        assertThat(
                        read(
                                "{\"type\":\"response.output_text.delta\",\"response_id\":\"r\",\"item_id\":\"i\",\"delta\":\"on\"}"))
                .isEmpty();
        assertThat(taken.texts).containsExactly("on");
        assertThat(taken.audio).isEmpty();
    }

    // --- what comes twice

    private static String delta(String eventId, String text) {
        return "{\"type\":\"response.output_text.delta\"," + eventId
                + "\"response_id\":\"r\",\"item_id\":\"i\",\"delta\":\"" + text + "\"}";
    }

    @Test
    void shouldTakeAnEventOnceThatComesTwice() {
        for (String number : List.of("1", "2", "1", "3", "3", "2")) {
            read(delta("\"event_id\":\"event_" + number + "\",", number));
        }

        assertThat(taken.texts).containsExactly("1", "2", "3");
        assertThat(read("{\"type\":\"input_audio_buffer.cleared\",\"event_id\":\"event_4\"}"))
                .isPresent();
        assertThat(read("{\"type\":\"input_audio_buffer.cleared\",\"event_id\":\"event_4\"}"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"event_id\":\"\",", "\"event_id\":null,"})
    void shouldTakeAllOfAServiceThatNumbersNothing(String eventId) {
        for (int i = 0; i < 3; i++) {
            read(delta(eventId, "la"));
        }

        assertThat(taken.texts).containsExactly("la", "la", "la");
    }

    @Test
    void shouldTakeAllOfAServiceThatGivesAllEventsOneId() {
        for (String text : List.of("one", "two", "two", "two")) {
            read(delta("\"event_id\":\"event_0\",", text));
        }

        assertThat(taken.texts).containsExactly("one", "two", "two", "two");
    }

    // --- what streams

    @ParameterizedTest
    @ValueSource(strings = {"response.output_audio.delta", "response.audio.delta"})
    void shouldTakeAudioOutOfItsTextAsBytes(String type) {
        byte[] pcm = {1, 2, 3, 4, -5, 6};
        String base64 = Base64.getEncoder().encodeToString(pcm);

        Optional<ServerEvent> event = read("{\"type\":\"" + type
                + "\",\"event_id\":\"event_1\",\"response_id\":\"resp_1\",\"item_id\":\"item_1\",\"output_index\":0,"
                + "\"content_index\":0,\"delta\":\"" + base64 + "\"}");

        assertThat(event).isEmpty();
        assertThat(taken.ids).containsExactly("resp_1/item_1");
        assertThat(taken.audio).singleElement().isEqualTo(pcm);
    }

    @Test
    void shouldTakeAudioWhateverTheOrderOfTheFieldsAndTheSpaceBetweenThem() {
        read(
                "\n{ \"delta\" : \"AQID\" ,\t\"obfuscation\":{\"a\":[1,\"}\\\"\"]}, \"item_id\":\"i\", \"response_id\":\"r\", "
                        + "\"content_index\" : 0 , \"type\" : \"response.output_audio.delta\" }\r\n");

        assertThat(taken.audio).singleElement().isEqualTo(new byte[] {1, 2, 3});
        assertThat(taken.ids).containsExactly("r/i");
    }

    @Test
    void shouldTakeBase64WithEscapedSlashes() {
        read(
                "{\"type\":\"response.output_audio.delta\",\"response_id\":\"r\",\"item_id\":\"i\",\"delta\":\"\\/\\/\\/\\/\"}");

        assertThat(taken.audio).singleElement().isEqualTo(new byte[] {-1, -1, -1});
    }

    @Test
    void shouldSayThatAudioIsNoBase64() {
        ServerEvent event = event(
                "{\"type\":\"response.output_audio.delta\",\"response_id\":\"r\",\"item_id\":\"i\",\"delta\":\"!?\"}");

        assertThat(event).isInstanceOf(ServerEvent.Malformed.class);
        assertThat(taken.audio).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "response.output_audio_transcript.delta",
                "response.audio_transcript.delta",
                "response.output_text.delta",
                "response.text.delta"
            })
    void shouldTakeTextAsItStreams(String type) {
        read("{\"type\":\"" + type + "\",\"response_id\":\"r\",\"item_id\":\"i\",\"delta\":\"Grüße, \\\"Ann\\\"\\n\"}");
        read("{\"type\":\"" + type + "\",\"response_id\":\"r\",\"item_id\":\"j\",\"delta\":\"ü\"}");

        assertThat(taken.texts).containsExactly("Grüße, \"Ann\"\n", "ü");
        assertThat(taken.ids).containsExactly("r/i", "r/j");
    }

    @Test
    void shouldTakeDeltasUnderAServersOwnNames() {
        ServerEventReader own =
                new ServerEventReader(new EventNames(Map.of(), Map.of("audio.chunk", "response.output_audio.delta")));
        byte[] text = "{\"type\":\"audio.chunk\",\"response_id\":\"r\",\"item_id\":\"i\",\"delta\":\"AQID\"}"
                .getBytes(StandardCharsets.UTF_8);

        assertThat(own.read(text, 0, text.length, taken)).isEmpty();
        assertThat(taken.audio).singleElement().isEqualTo(new byte[] {1, 2, 3});
    }

    // --- what is told

    private static final ServerItem MESSAGE = new ServerItem("item_1", "message", "user", "Hello", "", "", "");
    private static final ServerItem CALL =
            new ServerItem("item_2", "function_call", "", "", "call_1", "get_time", "{}");
    private static final String SAID =
            "{\"id\":\"item_1\",\"object\":\"realtime.item\",\"type\":\"message\",\"status\":\"completed\","
                    + "\"role\":\"user\",\"content\":[{\"type\":\"input_audio\",\"transcript\":\"Hello\"}]}";
    private static final String CALLED =
            "{\"id\":\"item_2\",\"type\":\"function_call\",\"call_id\":\"call_1\",\"name\":\"get_time\","
                    + "\"arguments\":\"{}\"}";
    private static final String ITEM = ",\"previous_item_id\":null,\"item\":";
    private static final String AT =
            ",\"response_id\":\"resp_1\",\"item_id\":\"item_1\",\"output_index\":0,\"content_index\":0";

    static Stream<Map.Entry<String, ServerEvent>> told() {
        return Stream.of(ofTheConversation(), ofTheCaller(), ofAnswers(), ofTheRest())
                .flatMap(events -> events.entrySet().stream());
    }

    private static Map<String, ServerEvent> ofTheConversation() {
        return Map.ofEntries(
                Map.entry(
                        "\"error\",\"error\":{\"type\":\"invalid_request_error\",\"code\":\"x\",\"message\":\"m\","
                                + "\"param\":null,\"event_id\":\"c_1\"}",
                        new ServerEvent.ErrorEvent("invalid_request_error", "x", "m", "", "c_1")),
                Map.entry(
                        "\"session.created\",\"session\":{\"id\":\"sess_1\",\"expires_at\":1790000000}",
                        new ServerEvent.SessionCreated("sess_1", Optional.of(Instant.ofEpochSecond(1_790_000_000)))),
                Map.entry(
                        "\"session.updated\",\"session\":{\"id\":\"sess_1\"}",
                        new ServerEvent.SessionUpdated("sess_1", Optional.empty())),
                Map.entry(
                        "\"conversation.created\",\"conversation\":{\"id\":\"conv_1\"}",
                        new ServerEvent.ConversationCreated("conv_1")),
                Map.entry("\"conversation.item.added\"" + ITEM + SAID, new ServerEvent.ItemAdded(MESSAGE)),
                Map.entry("\"conversation.item.created\"" + ITEM + SAID, new ServerEvent.ItemAdded(MESSAGE)),
                Map.entry("\"conversation.item.done\"" + ITEM + CALLED, new ServerEvent.ItemDone(CALL)),
                Map.entry(
                        "\"conversation.item.truncated\",\"item_id\":\"item_1\",\"content_index\":0,"
                                + "\"audio_end_ms\":1500",
                        new ServerEvent.ItemTruncated("item_1", 1500)),
                Map.entry(
                        "\"conversation.item.deleted\",\"item_id\":\"item_1\"", new ServerEvent.ItemDeleted("item_1")));
    }

    private static Map<String, ServerEvent> ofTheCaller() {
        return Map.ofEntries(
                Map.entry(
                        "\"conversation.item.input_audio_transcription.delta\",\"item_id\":\"item_1\","
                                + "\"content_index\":0,\"delta\":\"Hel\"",
                        new ServerEvent.InputTranscriptionDelta("item_1", "Hel")),
                Map.entry(
                        "\"conversation.item.input_audio_transcription.segment\",\"item_id\":\"item_1\","
                                + "\"id\":\"s\",\"text\":\"Hello\",\"speaker\":\"A\",\"start\":0.5,\"end\":1",
                        new ServerEvent.InputTranscriptionSegment("item_1", "Hello", "A", 0.5, 1)),
                Map.entry(
                        "\"conversation.item.input_audio_transcription.failed\",\"item_id\":\"item_1\","
                                + "\"error\":{\"code\":\"audio_unintelligible\",\"message\":\"m\"}",
                        new ServerEvent.InputTranscriptionFailed("item_1", "audio_unintelligible", "m")),
                Map.entry(
                        "\"input_audio_buffer.committed\",\"item_id\":\"item_1\"",
                        new ServerEvent.InputCommitted("item_1")),
                Map.entry("\"input_audio_buffer.cleared\"", new ServerEvent.InputCleared()),
                Map.entry(
                        "\"input_audio_buffer.speech_started\",\"item_id\":\"item_1\",\"audio_start_ms\":300",
                        new ServerEvent.SpeechStarted("item_1", 300)),
                Map.entry(
                        "\"input_audio_buffer.speech_stopped\",\"item_id\":\"item_1\",\"audio_end_ms\":2300",
                        new ServerEvent.SpeechStopped("item_1", 2300)),
                Map.entry(
                        "\"input_audio_buffer.timeout_triggered\",\"item_id\":\"item_1\"",
                        new ServerEvent.TimeoutTriggered("item_1")),
                Map.entry(
                        "\"input_audio_buffer.dtmf_event_received\",\"event\":\"5\",\"received_at\":1",
                        new ServerEvent.DtmfReceived("5")));
    }

    private static Map<String, ServerEvent> ofAnswers() {
        return Map.ofEntries(
                Map.entry(
                        "\"response.created\",\"response\":{\"id\":\"resp_1\",\"status\":\"in_progress\","
                                + "\"metadata\":{\"client_event_id\":\"answer_1\"}}",
                        new ServerEvent.ResponseCreated("resp_1", "answer_1")),
                Map.entry(
                        "\"response.output_item.added\",\"response_id\":\"resp_1\",\"output_index\":0,\"item\":"
                                + CALLED,
                        new ServerEvent.OutputItemAdded("resp_1", CALL)),
                Map.entry(
                        "\"response.output_item.done\",\"response_id\":\"resp_1\",\"output_index\":0,\"item\":"
                                + CALLED,
                        new ServerEvent.OutputItemDone("resp_1", CALL)),
                Map.entry(
                        "\"response.content_part.added\"" + AT + ",\"part\":{\"type\":\"audio\"}",
                        new ServerEvent.ContentPartAdded("resp_1", "item_1", "audio")),
                Map.entry(
                        "\"response.content_part.done\"" + AT + ",\"part\":{\"type\":\"text\"}",
                        new ServerEvent.ContentPartDone("resp_1", "item_1", "text")),
                Map.entry(
                        "\"response.output_text.done\"" + AT + ",\"text\":\"Hi\"",
                        new ServerEvent.OutputTextDone("resp_1", "item_1", "Hi")),
                Map.entry("\"response.audio.done\"" + AT, new ServerEvent.OutputAudioDone("resp_1", "item_1")),
                Map.entry("\"response.output_audio.done\"" + AT, new ServerEvent.OutputAudioDone("resp_1", "item_1")),
                Map.entry(
                        "\"response.output_audio_transcript.done\"" + AT + ",\"transcript\":\"Hi\"",
                        new ServerEvent.OutputTranscriptDone("resp_1", "item_1", "Hi")),
                Map.entry(
                        "\"response.function_call_arguments.delta\"" + AT + ",\"delta\":\"{\"",
                        new ServerEvent.FunctionArgumentsDelta("resp_1", "item_1")),
                Map.entry(
                        "\"response.function_call_arguments.done\"" + AT
                                + ",\"call_id\":\"call_1\",\"name\":\"get_time\",\"arguments\":\"{\\\"a\\\":1}\"",
                        new ServerEvent.FunctionArgumentsDone("resp_1", "item_1", "call_1", "get_time", "{\"a\":1}")));
    }

    private static Map<String, ServerEvent> ofTheRest() {
        return Map.ofEntries(
                Map.entry(
                        "\"response.mcp_call.in_progress\",\"item_id\":\"item_1\"",
                        new ServerEvent.McpProgress("response.mcp_call.in_progress", "item_1")),
                Map.entry(
                        "\"mcp_list_tools.completed\",\"item_id\":\"item_1\"",
                        new ServerEvent.McpProgress("mcp_list_tools.completed", "item_1")),
                Map.entry(
                        "\"output_audio_buffer.started\",\"response_id\":\"resp_1\"",
                        new ServerEvent.OutputBuffer("started", "resp_1")),
                Map.entry("\"response.something.new\",\"x\":1", new ServerEvent.Unknown("response.something.new")));
    }

    @ParameterizedTest
    @MethodSource("told")
    void shouldReadTheEvent(Map.Entry<String, ServerEvent> told) {
        assertThat(event("{\"event_id\":\"event_1\",\"type\":" + told.getKey() + "}"))
                .isEqualTo(told.getValue());
    }

    @Test
    void shouldHaveAReaderForEveryEventOfTheApi() {
        assertThat(new ServerEvents().known())
                .containsAll(Set.of(
                        "conversation.item.retrieved",
                        "conversation.item.input_audio_transcription.completed",
                        "response.done",
                        "rate_limits.updated",
                        "output_audio_buffer.stopped",
                        "output_audio_buffer.cleared",
                        "response.mcp_call_arguments.delta",
                        "response.mcp_call_arguments.done",
                        "response.mcp_call.completed",
                        "response.mcp_call.failed",
                        "mcp_list_tools.in_progress",
                        "mcp_list_tools.failed"))
                .hasSize(42);
    }

    @Test
    void shouldReadHowAnAnswerEndedAndWhatItTook() {
        ServerEvent.ResponseDone done = (ServerEvent.ResponseDone) event("{\"type\":\"response.done\",\"response\":{"
                + "\"id\":\"resp_1\",\"status\":\"cancelled\",\"status_details\":{\"type\":\"cancelled\","
                + "\"reason\":\"turn_detected\"},\"usage\":{\"total_tokens\":253,\"input_tokens\":132,"
                + "\"output_tokens\":121,\"input_token_details\":{\"text_tokens\":119,\"audio_tokens\":13,"
                + "\"cached_tokens\":64},\"output_token_details\":{\"text_tokens\":30,\"audio_tokens\":91}}}}");

        assertThat(done.status()).isEqualTo("cancelled");
        assertThat(done.reason()).isEqualTo("turn_detected");
        assertThat(done.usage().orElseThrow().input().total()).isEqualTo(132);
        assertThat(done.usage().orElseThrow().cachedTokens()).isEqualTo(64);
        assertThat(done.usage().orElseThrow().output().audio()).isEqualTo(91);
    }

    @Test
    void shouldReadWhyAnAnswerFailed() {
        ServerEvent.ResponseDone done = (ServerEvent.ResponseDone) event("{\"type\":\"response.done\",\"response\":{"
                + "\"id\":\"r\",\"status\":\"failed\",\"status_details\":{\"type\":\"failed\",\"error\":{"
                + "\"type\":\"server_error\",\"code\":\"inference_rate_limit_exceeded\",\"message\":\"slow down\"}}}}");

        assertThat(done.error()).isEqualTo("inference_rate_limit_exceeded slow down");
        assertThat(done.usage()).isEmpty();
    }

    @Test
    void shouldReadATranscriptThatIsPaidByTime() {
        ServerEvent.InputTranscriptionCompleted completed = (ServerEvent.InputTranscriptionCompleted) event("{\"type\":"
                + "\"conversation.item.input_audio_transcription.completed\",\"item_id\":\"i\","
                + "\"content_index\":0,\"transcript\":\"Hello\",\"usage\":{\"type\":\"duration\",\"seconds\":2.5}}");

        assertThat(completed.transcript()).isEqualTo("Hello");
        assertThat(completed.usage().orElseThrow().audio()).isEqualTo(Duration.ofMillis(2500));
    }

    @Test
    void shouldReadLimits() {
        ServerEvent.RateLimitsUpdated limits = (ServerEvent.RateLimitsUpdated)
                event("{\"type\":\"rate_limits.updated\",\"rate_limits\":[{\"name\":\"tokens\",\"limit\":50000,"
                        + "\"remaining\":49950,\"reset_seconds\":0.06}]}");

        assertThat(limits.limits()).singleElement().satisfies(limit -> {
            assertThat(limit.name()).isEqualTo("tokens");
            assertThat(limit.remaining()).isEqualTo(49_950);
            assertThat(limit.reset()).isEqualTo(Duration.ofMillis(60));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "nonsense",
                "{\"type\":5}",
                "{\"type\":\"error\"",
                "{\"type\":\"error\",}",
                "{\"type\":\"error\"} more",
                "{\"type\":\"session.created\",\"session\":{]}",
                "{\"type\":\"error\",\"error\":\"\\q\"}"
            })
    void shouldSayThatATextIsNoEvent(String text) {
        assertThat(event(text)).isInstanceOf(ServerEvent.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"error\"}",
                "{\"type\":\"session.created\",\"session\":null}",
                "{\"type\":\"response.done\",\"response\":{\"usage\":null,\"status_details\":null}}",
                "{\"type\":\"conversation.item.added\"}",
                "{\"type\":\"rate_limits.updated\",\"rate_limits\":{}}"
            })
    void shouldReadAnEventThatLacksItsFields(String text) {
        assertThat(event(text)).isNotInstanceOf(ServerEvent.Malformed.class);
    }
}
