package dev.parley.realtime.openai.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.chat.ImageContent;
import dev.parley.chat.TextContent;
import dev.parley.llm.ToolChoice;
import dev.parley.llm.ToolDefinition;
import dev.parley.realtime.RealtimeImage;
import dev.parley.realtime.RealtimeReply;
import dev.parley.realtime.openai.settings.ApiShape;
import dev.parley.realtime.openai.settings.EventNames;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClientEventWriterTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final ClientEventWriter writer = new ClientEventWriter(ApiShape.GA, EventNames.standard());

    private static void assertWritten(ClientEventWriter writer, ClientEvent event, String expected) throws Exception {
        assertThat(JSON.readTree(writer.write(event, "c_1"))).isEqualTo(JSON.readTree(expected));
    }

    private void assertWritten(ClientEvent event, String expected) throws Exception {
        assertWritten(writer, event, expected);
    }

    @Test
    void shouldWriteEventsWithoutContent() throws Exception {
        assertWritten(new ClientEvent.InputCommit(), "{\"type\":\"input_audio_buffer.commit\",\"event_id\":\"c_1\"}");
        assertWritten(new ClientEvent.InputClear(), "{\"type\":\"input_audio_buffer.clear\",\"event_id\":\"c_1\"}");
        assertWritten(
                new ClientEvent.OutputBufferClear(), "{\"type\":\"output_audio_buffer.clear\",\"event_id\":\"c_1\"}");
        assertWritten(new ClientEvent.ResponseCancel(""), "{\"type\":\"response.cancel\",\"event_id\":\"c_1\"}");
        assertWritten(
                new ClientEvent.ResponseCancel("resp_1"),
                "{\"type\":\"response.cancel\",\"response_id\":\"resp_1\",\"event_id\":\"c_1\"}");
    }

    @Test
    void shouldWriteWhatIsDoneWithItems() throws Exception {
        assertWritten(
                new ClientEvent.ItemTruncate("item_1", 1500),
                "{\"type\":\"conversation.item.truncate\",\"item_id\":\"item_1\",\"content_index\":0,"
                        + "\"audio_end_ms\":1500,\"event_id\":\"c_1\"}");
        assertWritten(
                new ClientEvent.ItemDelete("item_1"),
                "{\"type\":\"conversation.item.delete\",\"item_id\":\"item_1\",\"event_id\":\"c_1\"}");
        assertWritten(
                new ClientEvent.ItemRetrieve("item_1"),
                "{\"type\":\"conversation.item.retrieve\",\"item_id\":\"item_1\",\"event_id\":\"c_1\"}");
    }

    @Test
    void shouldWriteMessagesByTheirRole() throws Exception {
        for (List<String> row : List.of(
                List.of("USER", "user", "input_text"),
                List.of("SYSTEM", "system", "input_text"),
                List.of("ASSISTANT", "assistant", "output_text"))) {
            assertWritten(
                    new ClientEvent.ItemCreate(
                            ChatMessage.of("item_1", ChatRole.valueOf(row.get(0)), "Hi", Instant.EPOCH)),
                    "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\",\"id\":\"item_1\",\"role\":\""
                            + row.get(1) + "\",\"content\":[{\"type\":\"" + row.get(2)
                            + "\",\"text\":\"Hi\"}]},\"event_id\":\"c_1\"}");
        }
    }

    @Test
    void shouldWriteTheImagesThatTheUserSendsWhereTheProviderTakesThem() throws Exception {
        ChatMessage message = ChatMessage.of(
                "item_1",
                ChatRole.USER,
                List.of(
                        ImageContent.of("data:image/png;base64,aGVsbG8="),
                        ImageContent.of("https://example.com/roll.jpg"),
                        new TextContent("What is this?")),
                Instant.EPOCH);

        assertWritten(new ClientEvent.ItemCreate(message), """
                {"type":"conversation.item.create","item":{"type":"message","id":"item_1","role":"user","content":[
                 {"type":"input_image","image_url":"data:image/png;base64,aGVsbG8="},
                 {"type":"input_text","text":"What is this?"}]},"event_id":"c_1"}""");
    }

    @Test
    void shouldWriteAnOlderServersNameOfAnAnswersText() throws Exception {
        ClientEventWriter beta = new ClientEventWriter(ApiShape.BETA, EventNames.standard());

        assertWritten(
                beta,
                new ClientEvent.ItemCreate(
                        ChatMessage.of("item_1", ChatRole.ASSISTANT, "Hi", Instant.EPOCH), Optional.of("item_0")),
                "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\",\"id\":\"item_1\","
                        + "\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]},"
                        + "\"previous_item_id\":\"item_0\",\"event_id\":\"c_1\"}");
    }

    @Test
    void shouldWriteCallsAndOutputs() throws Exception {
        assertWritten(
                new ClientEvent.ItemCreate(new FunctionCall("item_1", "call_1", "get_time", "{}", Instant.EPOCH)),
                "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"function_call\",\"id\":\"item_1\","
                        + "\"call_id\":\"call_1\",\"name\":\"get_time\",\"arguments\":\"{}\"},\"event_id\":\"c_1\"}");
        assertWritten(
                new ClientEvent.ItemCreate(
                        new FunctionCallOutput("item_2", "call_1", "get_time", "noon", false, Instant.EPOCH)),
                "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"function_call_output\",\"id\":\"item_2\","
                        + "\"call_id\":\"call_1\",\"output\":\"noon\"},\"event_id\":\"c_1\"}");
    }

    @Test
    void shouldLeaveOutAnIdThatIsTooLongForTheProvider() throws Exception {
        byte[] text = writer.write(
                new ClientEvent.ItemCreate(ChatMessage.of("i".repeat(33), ChatRole.USER, "Hi", Instant.EPOCH)), "c_1");

        assertThat(JSON.readTree(text).path("item").has("id")).isFalse();
    }

    @Test
    void shouldWritePictures() throws Exception {
        assertWritten(
                new ClientEvent.ImageCreate(RealtimeImage.of("image/png", new byte[] {1, 2, 3})),
                "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\",\"role\":\"user\",\"content\":[{"
                        + "\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,AQID\"}]},\"event_id\":\"c_1\"}");
    }

    @Test
    void shouldAskForAReplyUnderItsOwnId() throws Exception {
        assertWritten(
                new ClientEvent.ResponseCreate(RealtimeReply.of("answer_1"), ""),
                "{\"type\":\"response.create\",\"response\":{\"metadata\":{\"client_event_id\":\"answer_1\"}},"
                        + "\"event_id\":\"c_1\"}");
        assertWritten(
                new ClientEvent.ResponseCreate(
                        RealtimeReply.of("answer_1")
                                .withToolChoice(ToolChoice.NONE)
                                .outOfBand(),
                        "Be brief.\nSay bye."),
                "{\"type\":\"response.create\",\"response\":{\"metadata\":{\"client_event_id\":\"answer_1\"},"
                        + "\"instructions\":\"Be brief.\\nSay bye.\",\"tool_choice\":\"none\",\"conversation\":\"none\"},"
                        + "\"event_id\":\"c_1\"}");
    }

    /** LiveKit Agents' {@code generate_reply(tools=…)} of a realtime model. */
    @Test
    void shouldGiveAReplyToolsOfItsOwn() throws Exception {
        ToolDefinition price = new ToolDefinition(
                "price", "Tells a price.", JsonNodeFactory.instance.objectNode().put("type", "object"));

        assertWritten(
                new ClientEvent.ResponseCreate(RealtimeReply.of("answer_1").withTools(List.of(price)), ""),
                "{\"type\":\"response.create\",\"response\":{\"metadata\":{\"client_event_id\":\"answer_1\"},"
                        + "\"tools\":[{\"type\":\"function\",\"name\":\"price\",\"description\":\"Tells a price.\","
                        + "\"parameters\":{\"type\":\"object\"}}]},\"event_id\":\"c_1\"}");
        assertWritten(
                new ClientEvent.ResponseCreate(RealtimeReply.of("answer_1").withTools(List.of()), ""),
                "{\"type\":\"response.create\",\"response\":{\"metadata\":{\"client_event_id\":\"answer_1\"},"
                        + "\"tools\":[]},\"event_id\":\"c_1\"}");
    }

    @Test
    void shouldWriteAnEventAsItIsGiven() throws Exception {
        assertWritten(
                new ClientEvent.Other(
                        JsonNodeFactory.instance.objectNode().put("type", "x.y").put("event_id", "mine")),
                "{\"type\":\"x.y\",\"event_id\":\"mine\"}");
    }

    @Test
    void shouldUseAServersOwnNames() throws Exception {
        EventNames names = new EventNames(
                Map.of("response.cancel", "response.stop", "input_text.append", "input_text.append"), Map.of());
        ClientEventWriter own = new ClientEventWriter(ApiShape.GA, names);

        assertWritten(own, new ClientEvent.ResponseCancel(""), "{\"type\":\"response.stop\",\"event_id\":\"c_1\"}");
        assertWritten(
                own,
                new ClientEvent.ItemCreate(ChatMessage.of("item_1", ChatRole.USER, "Hi", Instant.EPOCH)),
                "{\"type\":\"input_text.append\",\"text\":\"Hi\",\"event_id\":\"c_1\"}");
    }

    @Test
    void shouldWriteAudioAsItsBase64() throws Exception {
        byte[] pcm = {1, 2, 3, 4, 5};

        ByteArrayOutputStream text = new ByteArrayOutputStream();
        new AppendWriter(EventNames.standard()).write(pcm, text::write);

        JsonNode append = JSON.readTree(text.toByteArray());
        assertThat(append.path("type").asText()).isEqualTo("input_audio_buffer.append");
        assertThat(append.path("audio").binaryValue()).isEqualTo(pcm);
    }

    @Test
    void shouldShowTextsWithoutAudioAndKeys() {
        String audio = "A".repeat(1280);
        String shown = FrameLog.readable("{\"type\":\"input_audio_buffer.append\",\"audio\":\"" + audio
                + "\",\"key\":\"sk-proj-abcdefgh\",\"auth\":\"Bearer ek_12345678\"}");

        assertThat(shown)
                .contains("\"audio\":\"<1280 characters>\"")
                .contains("sk-***")
                .doesNotContain("abcdefgh")
                .doesNotContain("12345678")
                .doesNotContain("AAAA");
        assertThat(new String(shown.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(shown);
    }
}
