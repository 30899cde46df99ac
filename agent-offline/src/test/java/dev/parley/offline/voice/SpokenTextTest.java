package dev.parley.offline.voice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpokenTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "It is $10. # It is 10 dollars.",
                "That is $1.50 or €2.01. # That is 1 dollar and 50 cents or 2 euros and 1 cent.",
                "£0.99 # 99 pence",
                "$1,250 # 1250 dollars",
                "Call 555-1234. # Call five five five, one two three four.",
                "Call 0301234567. # Call zero three zero one two three four five six seven.",
                "23 pizzas & 50% off # 23 pizzas and 50 percent off",
                "a *bold* “word” # a bold word",
            })
    void shouldWriteOutWhatIsReadOtherwise(String written, String spoken) {
        assertThat(SpokenText.of(written)).isEqualTo(spoken);
    }

    @Test
    void shouldSpeakSentenceBySentence() {
        assertThat(SpokenText.sentences("Hello. Two pizzas? ... Yes")).containsExactly("Hello.", "Two pizzas?", "Yes");
    }
}
