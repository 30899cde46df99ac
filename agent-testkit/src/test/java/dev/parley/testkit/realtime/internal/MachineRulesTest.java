package dev.parley.testkit.realtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.testkit.realtime.script.Delivery;
import dev.parley.testkit.realtime.script.FakeReply;
import dev.parley.testkit.realtime.script.ServiceLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What holds in every call, whatever the client sends: real events in any order, some of them damaged. */
class MachineRulesTest {
    private static final int CALLS = 400;
    private static final int EVENTS = 40;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> CORPUS = List.of(
            "{'type':'session.update','session':{'type':'realtime','instructions':'Hi','output_modalities':['text'],"
                    + "'audio':{'input':{'format':{'type':'audio/pcm','rate':24000},'transcription':{'model':'whisper-1'},"
                    + "'turn_detection':{'type':'server_vad','threshold':0.4,'idle_timeout_ms':6000}},"
                    + "'output':{'voice':'marin'}},'tools':[{'type':'function','name':'t','parameters':{'type':"
                    + "'object'}}],'truncation':{'type':'retention_ratio','retention_ratio':0.5}}}",
            "{'type':'session.update','session':{'type':'realtime','audio':{'input':{'turn_detection':null}}}}",
            "{'type':'input_audio_buffer.append','audio':'" + MachineCase.LOUD_SECOND + "'}",
            "{'type':'input_audio_buffer.append','audio':'" + MachineCase.SILENT_SECOND + "'}",
            "{'type':'input_audio_buffer.commit'}",
            "{'type':'input_audio_buffer.clear'}",
            "{'type':'conversation.item.create','item':{'id':'m1','type':'message','role':'user','content':"
                    + "[{'type':'input_text','text':'hello'},{'type':'input_audio','audio':'AAAAAAA='}]}}",
            "{'type':'conversation.item.create','previous_item_id':'m1','item':{'type':'function_call','call_id':'c1',"
                    + "'name':'t','arguments':'{}'}}",
            "{'type':'conversation.item.create','item':{'type':'function_call_output','call_id':'c1','output':'1'}}",
            "{'type':'conversation.item.retrieve','item_id':'m1'}",
            "{'type':'conversation.item.delete','item_id':'m1'}",
            "{'type':'conversation.item.truncate','item_id':'m1','content_index':0,'audio_end_ms':10}",
            "{'type':'response.create'}",
            "{'type':'response.create','response':{'conversation':'none','input':[{'type':'item_reference','id':'m1'}],"
                    + "'metadata':{'a':'b'},'max_output_tokens':5,'tool_choice':'auto'}}",
            "{'type':'response.cancel'}");

    @Test
    void shouldHoldInEveryCall() throws Exception {
        int responses = 0;
        int errors = 0;
        for (long seed = 1; seed <= CALLS; seed++) {
            MachineCase call = run(seed);
            check(call, seed);
            responses += call.all("response.done").size();
            errors += call.all("error").size();
        }
        assertThat(responses).isGreaterThan(CALLS);
        assertThat(errors).isGreaterThan(CALLS);
    }

    private static MachineCase run(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        MachineCase call = MachineCase.open(new Delivery(Duration.ofMillis(100), 1), ServiceLimits.standard());
        for (int i = 0; i < EVENTS; i++) {
            call.replies(random.nextBoolean() ? FakeReply.say("one two three") : FakeReply.call("t", "{}"));
            String text = CORPUS.get(random.nextInt(CORPUS.size())).replace('\'', '"');
            ObjectNode event = (ObjectNode) JSON.readTree(text);
            if (random.nextInt(3) == 0) {
                damage(event, random);
            }
            call.client(event.toString());
            call.runFor(Duration.ofMillis(random.nextInt(600)));
        }
        call.runFor(Duration.ofMinutes(2));
        return call.client(CORPUS.get(1)).runFor(Duration.ofSeconds(10));
    }

    /** Takes away a field somewhere, or puts something else in its place. */
    private static void damage(ObjectNode node, SplittableRandom random) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        if (names.isEmpty()) {
            return;
        }
        String name = names.get(random.nextInt(names.size()));
        JsonNode value = node.path(name);
        JsonNode inner = value.isArray() && !value.isEmpty() ? value.get(random.nextInt(value.size())) : value;
        if (inner instanceof ObjectNode object && random.nextInt(4) > 0) {
            damage(object, random);
        } else if (random.nextBoolean()) {
            node.remove(name);
        } else {
            List<JsonNode> others = List.of(
                    NODES.nullNode(),
                    NODES.numberNode(-1),
                    NODES.numberNode(1e18),
                    NODES.textNode(""),
                    NODES.textNode("x"),
                    NODES.booleanNode(true),
                    NODES.objectNode(),
                    NODES.arrayNode().add(1));
            node.set(name, others.get(random.nextInt(others.size())));
        }
    }

    private static void check(MachineCase call, long seed) {
        Set<String> eventIds = new HashSet<>();
        Set<String> items = new HashSet<>();
        List<String> open = new ArrayList<>();
        for (ObjectNode event : call.sent()) {
            String type = event.path("type").asText();
            assertThat(eventIds.add(event.path("event_id").asText()))
                    .as("seed %d %s", seed, event)
                    .isTrue();
            if (type.equals("conversation.item.added")) {
                JsonNode previous = event.path("previous_item_id");
                assertThat(previous.isNull() || items.contains(previous.asText()))
                        .as("seed %d %s", seed, event)
                        .isTrue();
                items.add(event.at("/item/id").asText());
            } else if (type.equals("response.created")) {
                open.add(event.at("/response/id").asText());
            } else if (type.equals("response.done")) {
                assertThat(open.remove(event.at("/response/id").asText()))
                        .as("seed %d %s", seed, event)
                        .isTrue();
            } else if (event.has("response_id")) {
                assertThat(open)
                        .as("seed %d %s", seed, event)
                        .contains(event.path("response_id").asText());
            }
        }
        assertThat(open).as("seed %d: responses that did not end", seed).isEmpty();
    }
}
