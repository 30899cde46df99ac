package dev.parley.offline.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternTest {
    private static final Dialogue DIALOGUE = Dialogue.of("test", ConfigFactory.parseString("""
            before = [well]
            after = [please]
            lists {
              product { values = ["ice cream", "ice cream cake", "tiramisu", "Jalapeño"], plurals = true }
              size { values = [{ value = large, also = [big, huge] }, small] }
            }
            phrases {
              item { hear = ["{quantity:number} [{size}] {product}", "[a] [{size}] {product}"], defaults { quantity = 1 } }
            }
            rules = [{ name = any, hear = "x", reply = "x" }]
            """));

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "(what is|what's) new # What's new? # {}",
                "(what is|what's) new # whats new # {}",
                "price of [the|a] {product} # price of ice cream # {\"product\":\"ice cream\"}",
                "price of [the|a] {product} # price of the ice cream cakes # {\"product\":\"ice cream cake\"}",
                "price of {product} # price of jalapeno # {\"product\":\"Jalapeño\"}",
                "a {s:size} one # a huge one # {\"s\":\"large\"}",
                "{n:number} {product} # twenty three tiramisus # {\"product\":\"tiramisu\",\"n\":23}",
                "{n:number} # two hundred and five # {\"n\":205}",
                "{n:number} # half a dozen # {\"n\":6}",
                "{p:digits(5-15)} # double five 1 two-three-four # {\"p\":\"551234\"}",
                "{p:digits(3)} # 555 # {\"p\":\"555\"}",
                "call me {who:text} # well call me Ann Lee please # {\"who\":\"ann lee\"}",
                "{item+} # 2 big ice creams and a tiramisu"
                        + " # {\"item\":[{\"quantity\":2,\"product\":\"ice cream\",\"size\":\"large\"},{\"quantity\":1,\"product\":\"tiramisu\"}]}",
            })
    void shouldHear(String pattern, String said, String slots) throws Exception {
        PatternMatcher matcher = new PatternMatcher(DIALOGUE, Words.of(said));

        assertThat(matcher.match(parse(pattern))).hasValue((com.fasterxml.jackson.databind.node.ObjectNode)
                new com.fasterxml.jackson.databind.ObjectMapper().readTree(slots));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "what is new # what is new here",
                "price of {product} # price of gold",
                "{p:digits(5-15)} # one two three",
                "{n:number} # many",
                "{item+} # ice cream and",
            })
    void shouldNotHear(String pattern, String said) {
        assertThat(new PatternMatcher(DIALOGUE, Words.of(said)).match(parse(pattern)))
                .isEmpty();
    }

    @Test
    void shouldGiveUpOnAPatternThatExplodes() {
        PatternNode pattern = parse("{a:text} ".repeat(12) + "never");
        List<String> words = Words.of("word ".repeat(60));

        assertThat(new PatternMatcher(DIALOGUE, words).match(pattern)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "the (pizza|salad # ')'",
                "the pizza) # an opening bracket",
                "the [] pizza # a word, a slot or a bracket",
                "the {prodct} # a type: number, digits, text, a list",
                "the {product+} # a phrase before '+'",
                "{p:digits(9-3)} # the lesser number first",
                "{p:digits # a slot",
            })
    void shouldTellWhereAPatternIsWrong(String pattern, String expected) {
        assertThatThrownBy(() -> parse(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pattern: ")
                .hasMessageContaining(expected);
    }

    private static PatternNode parse(String pattern) {
        return PatternParser.parse(pattern, java.util.Set.of("product", "size"), java.util.Set.of("item"));
    }
}
