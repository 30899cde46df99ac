package dev.parley.cli.caller;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DialogueTest {
    private final Dialogue dialogue = new Dialogue(0);
    private long now;

    @Test
    void shouldCollectWhatWasHeardDoneAndAnswered() throws JsonProcessingException {
        onEvent("{'type':'agent_state_changed','old_state':'initializing','new_state':'listening'}");
        dialogue.onVoiceEnded(now);
        onEvent("{'type':'user_turn_committed','transcript':'what is the price of the pizza'}");
        onEvent("{'type':'agent_state_changed','old_state':'listening','new_state':'thinking'}");
        onEvent(
                "{'type':'tool_call_started','call':{'call_id':'1','name':'price','arguments':'{\\\\'product\\\\':\\\\'pizza\\\\'}'}}");
        onEvent(
                "{'type':'function_tools_executed','calls':[],'outputs':[{'call_id':'1','name':'price','output':'10.0','error':false}]}");
        onEvent("{'type':'speech_created','speech_id':'s','user_initiated':false}");
        now += Duration.ofMillis(250).toNanos();
        dialogue.onAudio(now);
        onEvent("{'type':'conversation_item_added','item':{'kind':'message','role':'assistant','text':'Ten.'}}");
        onEvent("{'type':'speech_finished','speech_id':'s','heard':'Ten.','interrupted':false}");
        onEvent("{'type':'agent_state_changed','old_state':'speaking','new_state':'listening'}");

        assertThat(dialogue.isAnswered()).isTrue();
        assertThat(dialogue.isStill(now)).isFalse();
        assertThat(dialogue.isStill(now + Dialogue.STILL.toNanos())).isTrue();
        Turn turn = dialogue.take("price?");
        assertThat(turn.heard()).isEqualTo("what is the price of the pizza");
        assertThat(turn.answer()).isEqualTo("Ten.");
        assertThat(turn.latencyMillis()).hasValue(250);
        assertThat(turn.toolCalls()).singleElement().satisfies(use -> {
            assertThat(use.name()).isEqualTo("price");
            assertThat(use.arguments().path("product").asText()).isEqualTo("pizza");
            assertThat(use.output()).isEqualTo("10.0");
        });
    }

    @Test
    void shouldWaitWhileTheAgentThinksOrSpeaks() throws JsonProcessingException {
        long later = Duration.ofHours(1).toNanos();

        assertThat(dialogue.isStill(later)).isFalse();
        onEvent("{'type':'agent_state_changed','new_state':'listening'}");
        assertThat(dialogue.isStill(later)).isTrue();
        onEvent("{'type':'speech_created','speech_id':'a'}");
        assertThat(dialogue.isStill(later)).isFalse();
        onEvent("{'type':'speech_finished','speech_id':'a'}");
        assertThat(dialogue.isStill(later)).isTrue();
        onEvent("{'type':'user_state_changed','new_state':'speaking'}");
        assertThat(dialogue.isStill(later)).isFalse();
    }

    @Test
    void shouldHearTypedWordsOnce() throws JsonProcessingException {
        onEvent("{'type':'text_received','text':'hello'}");
        onEvent("{'type':'conversation_item_added','item':{'kind':'message','role':'user','text':'hello'}}");
        onEvent("{'type':'conversation_item_added','item':{'kind':'message','role':'assistant','text':'Hi.'}}");

        assertThat(dialogue.take("hello"))
                .isEqualTo(new Turn("hello", "hello", List.of(), "Hi.", OptionalLong.empty()));
        assertThat(dialogue.isAnswered()).isFalse();
    }

    @Test
    void shouldKeepWhyTheCallEnded() throws JsonProcessingException {
        onEvent("{'type':'session_closed','reason':{'kind':'failed','detail':'no model'}}");
        dialogue.onDisconnected("the server closed the connection");

        assertThat(dialogue.closed()).hasValue("failed: no model");
    }

    private void onEvent(String json) throws JsonProcessingException {
        dialogue.onEvent(Json.MAPPER.readTree(json.replace("'", "\"").replace("\\\\\"", "\\\"")), now);
    }
}
