package dev.parley.offline.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;

class SpokenNumbersTest {

    @Property
    void shouldReadEveryNumberAsItIsSaid(@ForAll @IntRange(max = 999) int number) {
        List<String> words = SpokenNumbers.inWords(number);

        assertThat(SpokenNumbers.numbers(words, 0)).contains(new SpokenNumbers.Read<>(number, words.size()));
    }

    @Property
    void shouldReadEveryStringOfDigits(@ForAll @NumericChars @StringLength(min = 1, max = 15) String digits) {
        List<String> words = digits.chars()
                .mapToObj(c -> c == '0' ? "oh" : SpokenNumbers.inWords(c - '0').get(0))
                .toList();

        assertThat(SpokenNumbers.digits(words, 0).get(0)).isEqualTo(new SpokenNumbers.Read<>(digits, words.size()));
    }

    @Property(tries = 300)
    void shouldEndOnAnyText(@ForAll @StringLength(max = 300) String text) {
        Dialogue order = Orders.DIALOGUE;
        PatternMatcher matcher = new PatternMatcher(order, Words.of(text));

        assertThat(order.rules()).allSatisfy(rule -> rule.hear().forEach(matcher::match));
    }
}
