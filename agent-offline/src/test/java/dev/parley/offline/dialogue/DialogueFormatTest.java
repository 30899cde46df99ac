package dev.parley.offline.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DialogueFormatTest {

    @Test
    void shouldTellEveryProblemWithFileRuleAndKey() {
        assertThat(problems("""
                        greting = hello
                        lists.product { values = [] }
                        rules = [
                          { name = price, hear = ["the {prize}"], reply = "{price|mony}", then = nowhere }
                          { name = price, hear = hi, reply = [{ when = "a = b", say = x }] }
                          { name = quiet, hear = hush, call = { tool = "get price", with { a = "{}" }, each = item } }
                        ]
                        """))
                .containsExactlyInAnyOrder(
                        "shop.conf:, greting: unknown key (expected: one of after, apology, before, currency, greeting,"
                                + " help, instructions, lists, name, phrases, rules, start, states, templates,"
                                + " without-tools)",
                        "shop.conf: lists.product, values: none (expected: at least one value, in values or in a file)",
                        "shop.conf: rules[0] \"price\", hear: pattern: the {prize}, at '{prize}' (expected: a type: number,"
                                + " digits, text, a list [product] or a phrase [])",
                        "shop.conf: rules[0] \"price\", reply, say: filter: mony (expected: one of [and, capital, count,"
                                + " default, digits, each, money, plural, words])",
                        "shop.conf: rules[0] \"price\", then: nowhere (expected: a state, one of [start])",
                        "shop.conf: rules[1] \"price\", name: price (expected: a name that no other rule has)",
                        "shop.conf: rules[1] \"price\", reply, when: condition: a = b (expected: field, !field or field =="
                                + " value, with ==, !=, <, <=, > or >=)",
                        "shop.conf: rules[2] \"quiet\", call, tool: get price (expected: a tool's name: 1 to 64 letters,"
                                + " digits, '_' or '-')",
                        "shop.conf: rules[2] \"quiet\", call, each: item (expected: a phrase, one of [])",
                        "shop.conf: rules[2] \"quiet\", call, with.a: {} (expected: {name}, {name.field} or {name|filter})",
                        "shop.conf: rules[2] \"quiet\", reply: missing (expected: what to say)");
    }

    @Test
    void shouldWantAnAnswerWhateverTheConditions() {
        assertThat(problems("rules = [{ name = a, hear = hi, reply = [{ when = b, say = x }] }]"))
                .containsExactly(
                        "shop.conf: rules \"a\", reply: every branch has a condition (expected: a last one without,"
                                + " so that there is always an answer)");
    }

    @Test
    void shouldNameAFileThatIsMissing(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("a.conf"), "lists.p { file = gone.conf }, rules = [{ name = a, hear = hi, reply = x }]");

        assertThatThrownBy(() -> Dialogue.file(file))
                .isInstanceOf(DialogueFormatException.class)
                .hasMessageContaining("lists.p, file: gone.conf (expected: a HOCON or JSON file")
                .hasMessageContaining("no such file");
    }

    @Test
    void shouldNameAFileThatIsNoHocon(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("a.conf"), "rules = [");

        assertThatThrownBy(() -> Dialogue.file(file))
                .isInstanceOf(DialogueFormatException.class)
                .hasMessageContaining("a.conf: can't be read");
    }

    @Test
    void shouldTakeNewProductsFromAFileAlone(@TempDir Path folder) throws Exception {
        Path catalogue = Files.writeString(
                folder.resolve("mine.json"), "{\"products\":[{\"name\":\"gyoza\"},{\"name\":\"7 Up\"}]}");
        Dialogue dialogue =
                Dialogue.resource(DialogueFormatTest.class, "order/dialogue.conf", Map.of("catalogue.conf", catalogue));

        assertThat(dialogue.grammar()).contains("<list_product> = seven up | seven ups | gyoza | gyozas;");
        assertThat(Talk.with(dialogue)
                        .tool("get_price", "{\"available\":true,\"price\":2}")
                        .say("how much is a 7up"))
                .isEqualTo("The 7 Up costs $2.");
    }

    @Test
    void shouldLeaveFreeTextOutOfTheGrammar() {
        assertThat(Orders.DIALOGUE.grammar()).startsWith("#JSGF V1.0;").doesNotContain("{", "text");
    }

    private static List<String> problems(String data) {
        try {
            Dialogue.of("shop.conf", ConfigFactory.parseString(data));
            return List.of();
        } catch (DialogueFormatException e) {
            return e.problems();
        }
    }
}
