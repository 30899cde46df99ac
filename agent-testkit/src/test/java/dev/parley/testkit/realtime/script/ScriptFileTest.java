package dev.parley.testkit.realtime.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.llm.ToolChoice;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScriptFileTest {
    private static RealtimeScript read(String hocon) {
        return ScriptFile.of(ConfigFactory.parseString(hocon));
    }

    @Test
    void shouldReadAWholeScript() {
        RealtimeScript script = read("""
                user-says = ["two pizzas, please"]
                replies = [
                  { say = "Hello", after = 500 ms }
                  { say = "One moment", calls = [{ tool = add_item, arguments { product = pizza, quantity = 2 } }] }
                  { fail { code = inference_rate_limit_exceeded } }
                  { incomplete = content_filter }
                  { say = "hm", stall = true }
                ]
                rules = [ { heard = price, say = "Ten dollars." }, { tool = add_item, say = "Noted." } ]
                otherwise { say = "Sorry?" }
                faults = [
                  { drop = response.output_audio.delta, occurrence = 3, connection = 1 }
                  { stall = response.created, time = 2 s }
                  { close = session.updated, code = 1011, reason = oops }
                ]
                delivery { delta = 40 ms, speed = 1 }
                limits { session = 20 s, requests-per-minute = 3 }
                """);

        assertThat(script.userSays()).containsExactly("two pizzas, please");
        assertThat(script.replies())
                .containsExactly(
                        FakeReply.say("Hello").after(Duration.ofMillis(500)),
                        FakeReply.say("One moment").andCall("add_item", "{\"product\":\"pizza\",\"quantity\":2}"),
                        FakeReply.failed(
                                "server_error",
                                "inference_rate_limit_exceeded",
                                "The server had an error while processing your request."),
                        FakeReply.nothing().ending(new ReplyEnding.Incomplete("content_filter")),
                        FakeReply.say("hm").ending(new ReplyEnding.Never()));
        assertThat(script.otherwise()).isEqualTo(FakeReply.say("Sorry?"));
        assertThat(script.faults())
                .containsExactly(
                        Fault.drop("response.output_audio.delta")
                                .atOccurrence(3)
                                .onConnection(1),
                        Fault.stall("response.created", Duration.ofSeconds(2)),
                        Fault.close("session.updated", 1011, "oops"));
        assertThat(script.delivery()).isEqualTo(new Delivery(Duration.ofMillis(40), 1));
        assertThat(script.limits().session()).isEqualTo(Duration.ofSeconds(20));
        assertThat(script.limits().requestsPerMinute()).isEqualTo(3);
        assertThat(script.rules().get(0).reply(said("What is the PRICE?"))).contains(FakeReply.say("Ten dollars."));
        assertThat(script.rules().get(0).reply(said("Hello"))).isEmpty();
    }

    private static RealtimeTurn said(String text) {
        ChatContext context = ChatContext.empty().with(ChatMessage.of("m1", ChatRole.USER, text, Instant.EPOCH));
        return new RealtimeTurn(1, 1, context, List.of(), ToolChoice.AUTO, Map.of(), false);
    }

    @Test
    void shouldNameWhatItCannotRead() {
        assertThatThrownBy(() -> read("reply = []"))
                .hasMessageContaining("key reply")
                .hasMessageContaining("replies");
        assertThatThrownBy(() -> read("replies = [{ says = hi }]")).hasMessageContaining("key says");
        assertThatThrownBy(() -> read("rules = [{ say = hi }]")).hasMessageContaining("either heard");
        assertThatThrownBy(() -> read("faults = [{ occurrence = 2 }]")).hasMessageContaining("exactly one of");
        assertThatThrownBy(() -> read("faults = [{ drop = a, occurrence = 0 }]"))
                .hasMessageContaining("occurrence 0 (expected: at least 1)");
        assertThatThrownBy(() -> read("delivery { speed = -1 }")).hasMessageContaining("speed: -1.0");
        assertThatThrownBy(() -> ScriptFile.read(Path.of("none.conf")))
                .hasMessageContaining("none.conf: can't be read");
    }
}
