package dev.parley.testkit.realtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.testkit.realtime.script.FakeReply;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ItemsTest {
    @Test
    void shouldKeepItemsInTheOrderThatTheClientNames() {
        MachineCase call = MachineCase.open();

        message(call, "b", null);
        message(call, "d", "b");
        message(call, "c", "b");
        message(call, "a", "root");
        call.client("{'type':'response.create'}");

        assertThat(call.turns().get(0).context().items().stream().skip(1).map(ChatItem::id))
                .containsExactly("a", "b", "c", "d");
        assertThat(call.all("conversation.item.added"))
                .extracting(event -> event.path("previous_item_id").asText())
                .containsExactly("null", "b", "b", "null");
        assertThat(call.all("conversation.item.done")).hasSize(4);
    }

    private static void message(MachineCase call, String id, @Nullable String previous) {
        String after = previous == null ? "" : "'previous_item_id':'" + previous + "',";
        call.client("{'type':'conversation.item.create'," + after + "'item':{'id':'" + id
                + "','type':'message','role':'user','content':[{'type':'input_text','text':'" + id + "'}]}}");
    }

    @Test
    void shouldRefuseItemsThatTheServiceRefuses() {
        MachineCase call = MachineCase.open();
        message(call, "one", null);

        refuses(
                call,
                "'item':{'id':'one','type':'message','role':'user','content':[]}",
                "item_create_duplicate_item_id");
        refuses(
                call,
                "'previous_item_id':'two','item':{'type':'message','role':'user','content':[]}",
                "item_create_invalid_previous_item_id");
        refuses(
                call,
                "'item':{'id':'" + "x".repeat(33) + "','type':'message','role':'user','content':[]}",
                "string_above_max_length");
        refuses(
                call,
                "'item':{'type':'message','role':'assistant','content':[{'type':'output_audio',"
                        + "'audio':'AAAA','transcript':'hi'}]}",
                "unknown_parameter");
        refuses(
                call,
                "'item':{'type':'message','role':'assistant','content':[{'type':'text','text':'hi'}]}",
                "invalid_value");
        refuses(
                call,
                "'item':{'type':'message','role':'user','content':[{'type':'input_image',"
                        + "'image_url':'https://example.com/a.png'}]}",
                "invalid_value");
        refuses(
                call,
                "'item':{'type':'function_call_output','call_id':'call_1','output':'{}'}",
                "invalid_tool_call_id");
        refuses(
                call,
                "'item':{'type':'function_call','call_id':'call/1','name':'t','arguments':'{}'}",
                "invalid_value");
        refuses(call, "'item':{'type':'reminder'}", "invalid_value");
        assertThat(call.all("conversation.item.added")).hasSize(1);
    }

    private static void refuses(MachineCase call, String fields, String code) {
        call.client("{'type':'conversation.item.create','event_id':'mine'," + fields + "}");
        assertThat(call.error().path("code").asText()).as(fields).isEqualTo(code);
        assertThat(call.error().path("event_id").asText()).isEqualTo("mine");
    }

    @Test
    void shouldTakeCallsAndTheirOutputsOfAnEarlierConversation() {
        MachineCase call = MachineCase.open();

        call.client("{'type':'conversation.item.create','item':{'type':'function_call','call_id':'c1',"
                + "'name':'get_time','arguments':'{}'}}");
        call.client("{'type':'conversation.item.create','item':{'type':'function_call_output','call_id':'c1',"
                + "'output':'noon'}}");
        call.client("{'type':'response.create'}");

        assertThat(call.turns().get(0).toolOutputs()).hasSize(1);
        assertThat(call.turns().get(0).toolOutputs().get(0).name()).isEqualTo("get_time");
    }

    @Test
    void shouldDeleteAndRetrieveOnlyWhatIsThere() {
        MachineCase call = MachineCase.open();
        message(call, "a", null);

        call.client("{'type':'conversation.item.delete','item_id':'a'}");
        assertThat(call.last("conversation.item.deleted").path("item_id").asText())
                .isEqualTo("a");

        call.client("{'type':'conversation.item.delete','item_id':'a'}");
        assertThat(call.error().path("code").asText()).isEqualTo("item_delete_invalid_item_id");
        call.client("{'type':'conversation.item.retrieve','item_id':'a'}");
        assertThat(call.error().path("code").asText()).isEqualTo("item_retrieve_invalid_item_id");
        call.client("{'type':'conversation.item.truncate','item_id':'a','content_index':0,'audio_end_ms':1}");
        assertThat(call.error().path("code").asText()).isEqualTo("item_truncate_invalid_item_id");
    }

    @Test
    void shouldReallyCutTheAudioThatIsTruncated() {
        MachineCase call = MachineCase.open().replies(FakeReply.say("one two three four five six seven eight"));
        call.client("{'type':'response.create'}").runFor(Duration.ofSeconds(1));
        String item = call.last("response.done").at("/response/output/0/id").asText();

        call.client(
                "{'type':'conversation.item.truncate','item_id':'" + item + "','content_index':0,'audio_end_ms':400}");

        assertThat(call.last("conversation.item.truncated").path("audio_end_ms").asInt())
                .isEqualTo(400);
        call.client("{'type':'conversation.item.retrieve','item_id':'" + item + "'}");
        JsonNode part = call.last("conversation.item.retrieved").at("/item/content/0");
        assertThat(Base64.getDecoder().decode(part.path("audio").asText())).hasSize(400 * 48);
        assertThat(part.has("transcript")).isFalse();
        call.client("{'type':'response.create'}");
        ChatMessage heard = (ChatMessage) call.turns().get(1).context().items().get(1);
        assertThat(heard.text()).isEqualTo("one two three");
        assertThat(heard.interrupted()).isTrue();
    }

    @Test
    void shouldRefuseATruncationBehindTheAudiosEnd() {
        MachineCase call = MachineCase.open().replies(FakeReply.say("Hello"));
        call.client("{'type':'response.create'}").runFor(Duration.ofSeconds(1));
        String item = call.last("response.done").at("/response/output/0/id").asText();

        call.client(
                "{'type':'conversation.item.truncate','item_id':'" + item + "','content_index':0,'audio_end_ms':1001}");
        assertThat(call.error().path("message").asText())
                .isEqualTo("Audio content of 1000ms is already shorter than 1001ms");

        message(call, "mine", null);
        call.client("{'type':'conversation.item.truncate','item_id':'mine','content_index':0,'audio_end_ms':0}");
        assertThat(call.error().path("code").asText()).isEqualTo("unsupported_content_type");
    }
}
