package dev.parley.testkit.realtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.ChatItem;
import dev.parley.testkit.realtime.script.Delivery;
import dev.parley.testkit.realtime.script.FakeReply;
import dev.parley.testkit.realtime.script.ReplyEnding;
import dev.parley.testkit.realtime.script.ServiceLimits;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ResponsesTest {
    private static final String TOOLS = "{'type':'session.update','session':{'type':'realtime','tools':["
            + "{'type':'function','name':'get_time','description':'The time','parameters':{'type':'object',"
            + "'properties':{}}},{'type':'function','name':'get_place'}]}}";
    private static final String CREATE = "{'type':'response.create'}";

    @Test
    void shouldSpeakWithTheWordsALittleAhead() {
        MachineCase call = MachineCase.open(new Delivery(Duration.ofMillis(100), 2), ServiceLimits.standard())
                .replies(FakeReply.say("one two three four five six seven eight nine ten"));
        call.client(CREATE).runFor(Duration.ofMillis(300));

        assertThat(call.all("response.output_audio.delta")).hasSize(6);
        assertThat(call.all("response.output_audio_transcript.delta")).hasSize(7);

        call.runFor(Duration.ofSeconds(1));
        String transcript = call.all("response.output_audio_transcript.delta").stream()
                .map(event -> event.path("delta").asText())
                .collect(Collectors.joining());
        int bytes = call.all("response.output_audio.delta").stream()
                .mapToInt(
                        event -> Base64.getDecoder().decode(event.path("delta").asText()).length)
                .sum();
        assertThat(transcript).isEqualTo("one two three four five six seven eight nine ten");
        assertThat(bytes).isEqualTo(48_000);
        assertThat(call.last("response.output_audio_transcript.done")
                        .path("transcript")
                        .asText())
                .isEqualTo(transcript);
        JsonNode usage = call.last("response.done").at("/response/usage");
        assertThat(usage.at("/output_token_details/audio_tokens").asInt()).isEqualTo(20);
        assertThat(usage.path("total_tokens").asInt())
                .isEqualTo(usage.path("input_tokens").asInt()
                        + usage.path("output_tokens").asInt());
    }

    @Test
    void shouldWriteWhereTextIsAskedFor() {
        MachineCase call = MachineCase.open().replies(FakeReply.say("Hello you"));

        call.client("{'type':'response.create','response':{'output_modalities':['text'],'metadata':{'k':'v'}}}");
        call.runFor(Duration.ofSeconds(1));

        assertThat(call.last("response.output_text.done").path("text").asText()).isEqualTo("Hello you");
        assertThat(call.all("response.output_audio.delta")).isEmpty();
        JsonNode response = call.last("response.done").path("response");
        assertThat(response.at("/output/0/content/0").toString())
                .isEqualTo("{\"type\":\"output_text\",\"text\":\"Hello you\"}");
        assertThat(response.at("/metadata/k").asText()).isEqualTo("v");
    }

    @Test
    void shouldCallToolsInParallelAndGoOnOnlyWhenAsked() {
        MachineCase call = MachineCase.open()
                .replies(
                        FakeReply.say("One moment")
                                .andCall("get_time", "{\"zone\":\"Europe/London\"}")
                                .andCall("get_place", "{}"),
                        FakeReply.say("Noon here"));
        call.client(TOOLS).client(CREATE).runFor(Duration.ofSeconds(1));

        JsonNode output = call.last("response.done").at("/response/output");
        assertThat(output).hasSize(3);
        assertThat(output.get(1).path("arguments").asText()).isEqualTo("{\"zone\":\"Europe/London\"}");
        JsonNode done = call.all("response.function_call_arguments.done").get(0);
        assertThat(done.path("name").asText()).isEqualTo("get_time");
        assertThat(done.path("call_id").asText())
                .isEqualTo(output.get(1).path("call_id").asText());
        assertThat(done.path("output_index").asInt()).isEqualTo(1);
        call.newTypes();

        for (int i = 1; i < 3; i++) {
            call.client("{'type':'conversation.item.create','item':{'type':'function_call_output','call_id':'"
                    + output.get(i).path("call_id").asText() + "','output':'ok'}}");
        }
        call.runFor(Duration.ofSeconds(1));
        assertThat(call.newTypes()).doesNotContain("response.created");

        call.client(CREATE).runFor(Duration.ofSeconds(1));
        assertThat(call.turns().get(1).toolOutputs()).hasSize(2);
        assertThat(call.last("response.done")
                        .at("/response/output/0/content/0/transcript")
                        .asText())
                .isEqualTo("Noon here");
    }

    @Test
    void shouldFailAReplyThatCallsAToolNobodyOffered() {
        MachineCase call = MachineCase.open().replies(FakeReply.call("get_rich", "{}"));

        call.client(CREATE).runFor(Duration.ofSeconds(1));

        JsonNode response = call.last("response.done").path("response");
        assertThat(response.path("status").asText()).isEqualTo("failed");
        assertThat(response.at("/status_details/error/message").asText()).contains("'get_rich'");
    }

    @Test
    void shouldAnswerOutOfBandWithoutTouchingTheConversation() {
        MachineCase call = MachineCase.open(Delivery.realTime(), ServiceLimits.standard())
                .replies(FakeReply.say("a long story"), FakeReply.say("topic: none"));
        call.client(CREATE).runFor(Duration.ofMillis(300));
        call.client("{'type':'conversation.item.create','item':{'id':'m1','type':'message','role':'user',"
                + "'content':[{'type':'input_text','text':'hello'}]}}");

        call.client("{'type':'response.create','response':{'conversation':'none','output_modalities':['text'],"
                + "'instructions':'Classify.','input':[{'type':'item_reference','id':'m1'},{'type':'message',"
                + "'role':'user','content':[{'type':'input_text','text':'and you?'}]}]}}");
        call.runFor(Duration.ofSeconds(3));

        assertThat(call.turns().get(1).outOfBand()).isTrue();
        assertThat(call.turns().get(1).userText()).isEqualTo("hello and you?");
        JsonNode first = call.all("response.done").get(0).path("response");
        assertThat(first.path("conversation_id").isNull()).isTrue();
        assertThat(first.path("status").asText()).isEqualTo("completed");
        assertThat(call.all("response.done").get(1).at("/response/status").asText())
                .isEqualTo("completed");
        call.client(CREATE);
        assertThat(call.turns().get(2).context().items())
                .extracting(ChatItem::id)
                .contains("m1")
                .hasSize(3);
    }

    @Test
    void shouldAllowOneResponseInTheConversationAtATime() {
        MachineCase call =
                MachineCase.open(Delivery.realTime(), ServiceLimits.standard()).replies(FakeReply.say("a long story"));
        call.client(CREATE).runFor(Duration.ofMillis(300));

        call.client("{'type':'response.create','event_id':'again'}");

        assertThat(call.error().path("code").asText()).isEqualTo("conversation_already_has_active_response");
        assertThat(call.error().path("message").asText())
                .contains(call.last("response.created").at("/response/id").asText());
        assertThat(call.error().path("event_id").asText()).isEqualTo("again");
    }

    @Test
    void shouldCancelInEveryPhaseOfAResponse() {
        for (int millis : new int[] {0, 20, 60, 400}) {
            MachineCase call = MachineCase.open(Delivery.realTime(), ServiceLimits.standard())
                    .replies(FakeReply.say("one two three four").after(Duration.ofMillis(50)));
            call.client(CREATE).runFor(Duration.ofMillis(millis));

            call.client("{'type':'response.cancel'}").runFor(Duration.ofSeconds(5));

            JsonNode response = call.last("response.done").path("response");
            assertThat(call.all("response.done")).as("after " + millis).hasSize(1);
            assertThat(response.path("status").asText()).isEqualTo("cancelled");
            assertThat(response.at("/status_details/reason").asText()).isEqualTo("client_cancelled");
        }
    }

    @Test
    void shouldSayThatThereIsNothingToCancel() {
        MachineCase call = MachineCase.open();

        call.client("{'type':'response.cancel'}");

        assertThat(call.error().path("code").asText()).isEqualTo("response_cancel_not_active");
        assertThat(call.error().path("message").asText()).isEqualTo("Cancellation failed: no active response found");
    }

    @Test
    void shouldEndAsTheScriptSays() {
        MachineCase call = MachineCase.open()
                .replies(
                        FakeReply.failed("server_error", "", "sorry"),
                        FakeReply.say("I can't").ending(new ReplyEnding.Incomplete("content_filter")),
                        FakeReply.say("hm").ending(new ReplyEnding.Never()));

        call.client(CREATE).runFor(Duration.ofSeconds(1));
        JsonNode failed = call.last("response.done").path("response");
        assertThat(failed.path("status").asText()).isEqualTo("failed");
        assertThat(failed.at("/status_details/error/message").asText()).isEqualTo("sorry");
        assertThat(failed.at("/status_details/error/code").isNull()).isTrue();

        call.client(CREATE).runFor(Duration.ofSeconds(1));
        assertThat(call.last("response.done")
                        .at("/response/status_details/reason")
                        .asText())
                .isEqualTo("content_filter");

        call.client(CREATE).runFor(Duration.ofMinutes(1));
        assertThat(call.all("response.done")).hasSize(2);
    }

    @Test
    void shouldStopAtTheTokensThatAreAllowed() {
        MachineCase call = MachineCase.open().replies(FakeReply.say("one two three four five six seven eight"));

        call.client("{'type':'response.create','response':{'max_output_tokens':10}}")
                .runFor(Duration.ofSeconds(1));

        JsonNode response = call.last("response.done").path("response");
        assertThat(response.path("status").asText()).isEqualTo("incomplete");
        assertThat(response.at("/status_details/reason").asText()).isEqualTo("max_output_tokens");
        assertThat(call.all("response.output_audio.delta").size()).isBetween(1, 5);
    }

    @Test
    void shouldFailWhenTheRateIsExceededAndRecover() {
        MachineCase call =
                MachineCase.open(Delivery.burst(), ServiceLimits.standard().withRates(2, 1_000_000));
        call.client(CREATE).client(CREATE).runFor(Duration.ofMillis(1));
        call.client(CREATE).runFor(Duration.ofMillis(1));

        call.client(CREATE).runFor(Duration.ofMillis(1));
        assertThat(call.last("response.done")
                        .at("/response/status_details/error/code")
                        .asText())
                .isEqualTo("inference_rate_limit_exceeded");
        assertThat(call.last("rate_limits.updated")
                        .at("/rate_limits/0/remaining")
                        .asInt())
                .isZero();

        call.runFor(Duration.ofSeconds(31)).client(CREATE).runFor(Duration.ofMillis(1));
        assertThat(call.last("response.done").at("/response/status").asText()).isEqualTo("completed");
    }

    @Test
    void shouldCutOrRefuseAContextThatIsTooLong() {
        MachineCase call =
                MachineCase.open(Delivery.burst(), ServiceLimits.standard().withContextTokens(120));
        call.client("{'type':'session.update','session':{'type':'realtime','instructions':''}}");
        for (int i = 0; i < 4; i++) {
            call.client("{'type':'conversation.item.create','item':{'id':'m" + i + "','type':'message','role':'user',"
                    + "'content':[{'type':'input_text','text':'" + "word ".repeat(40) + "'}]}}");
        }

        call.client(CREATE).runFor(Duration.ofMillis(1));
        assertThat(call.turns().get(0).context().items())
                .extracting(ChatItem::id)
                .containsExactly("m2", "m3");

        call.client("{'type':'session.update','session':{'type':'realtime','truncation':'disabled'}}");
        call.client(CREATE).runFor(Duration.ofMillis(1));
        assertThat(call.last("response.done")
                        .at("/response/status_details/error/code")
                        .asText())
                .isEqualTo("context_length_exceeded");
    }

    @Test
    void shouldCountWhatACacheWouldServe() {
        MachineCase call = MachineCase.open().replies(FakeReply.nothing(), FakeReply.nothing());
        call.client(
                "{'type':'session.update','session':{'type':'realtime','instructions':'" + "word ".repeat(200) + "'}}");

        call.client(CREATE).runFor(Duration.ofMillis(1));
        assertThat(call.last("response.done")
                        .at("/response/usage/input_token_details/cached_tokens")
                        .asInt())
                .isZero();

        call.client(CREATE).runFor(Duration.ofMillis(1));
        assertThat(call.last("response.done")
                        .at("/response/usage/input_token_details/cached_tokens")
                        .asInt())
                .isEqualTo(192);
    }
}
