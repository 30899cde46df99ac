package dev.parley.offline.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.parley.chat.ChatRole;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ToolChoice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ToolChoiceTest {

    @Test
    void shouldCallNoToolWhenItMustNot() {
        Talk talk = Talk.with(Orders.DIALOGUE).tool("get_price", "{}");
        talk.add(ChatRole.USER, "how much is the pizza");

        assertThat(talk.ask(ToolChoice.NONE))
                .isNotEmpty()
                .allSatisfy(chunk -> assertThat(chunk).isInstanceOf(ChatChunk.TextDelta.class));
    }

    @Test
    void shouldCallOnlyToolsThatAreOffered() {
        assertThat(Talk.with(Orders.DIALOGUE).say("how much is the pizza"))
                .isEqualTo("Sorry, I can't look that up right now.");
    }

    @Test
    void shouldCallAToolWhenItMust() {
        Talk talk = Talk.with(Orders.DIALOGUE).tool("summarize", "{}");
        talk.add(ChatRole.USER, "hello there");

        assertThat(talk.ask(ToolChoice.REQUIRED))
                .singleElement()
                .isInstanceOfSatisfying(
                        ChatChunk.ToolCallRequested.class,
                        call -> assertThat(call.name()).isEqualTo("summarize"));
    }

    @Test
    void shouldSayItsAnswerWordByWord() {
        Talk talk = Talk.with(Orders.DIALOGUE);
        talk.add(ChatRole.USER, "hello there");

        assertThat(talk.ask(ToolChoice.AUTO))
                .extracting(chunk -> ((ChatChunk.TextDelta) chunk).text())
                .containsExactly("Hello. ", "What ", "would ", "you ", "like?");
    }

    @Test
    void shouldKeepTheOrderOfArguments() {
        Talk talk =
                Talk.with(Dialogue.of("orders", ConfigFactory.parseString("""
                        start = open
                        rules = [{
                          name = address
                          hear = "deliver to {house:number} {town:text}"
                          call { tool = set_address, with {
                            town = "{town}"
                            house = "{house}"
                            country = "here"
                            apartment = 1
                          } }
                          reply = "Thank you."
                        }]
                        """))).tool("set_address", "{}");

        talk.say("deliver to twelve york");

        assertThat(talk.calls())
                .containsExactly("set_address{\"town\":\"york\",\"house\":12,\"country\":\"here\",\"apartment\":1}");
    }
}
