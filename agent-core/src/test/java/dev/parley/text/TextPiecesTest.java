package dev.parley.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TextPiecesTest {

    @Test
    void shouldLeaveAShortTextWhole() {
        assertThat(TextPieces.of("two pizzas, please", 20)).containsExactly("two pizzas, please");
        assertThat(TextPieces.of("  ", 20)).isEmpty();
    }

    @Test
    void shouldCutBehindAClauseBeforeItCutsBetweenWords() {
        assertThat(TextPieces.of("two pizzas with olives, a salad and a cola", 30))
                .isEqualTo(List.of("two pizzas with olives,", "a salad and a cola"));
        assertThat(TextPieces.of("two pizzas with olives and a salad", 30))
                .isEqualTo(List.of("two pizzas with olives and a", "salad"));
    }

    @Test
    void shouldNeverCutACharacterInTwo() {
        String faces = "\uD83D\uDE00".repeat(25);

        assertThat(TextPieces.of(faces, 21))
                .allSatisfy(piece -> assertThat(piece.codePoints()).allMatch(character -> character == 0x1F600));
    }

    @Test
    void shouldKeepAllWordsInPiecesThatAreShortEnough() {
        Random random = new Random(5);
        for (int run = 0; run < 500; run++) {
            String text = random.ints(random.nextInt(400), 0, 30)
                    .mapToObj(c -> c < 26 ? String.valueOf((char) ('a' + c)) : c == 26 ? "," : " ")
                    .collect(Collectors.joining());
            int longest = 20 + random.nextInt(60);

            List<String> pieces = TextPieces.of(text, longest);

            assertThat(pieces).allSatisfy(piece -> assertThat(piece).hasSizeBetween(1, longest));
            assertThat(String.join("", pieces).replace(" ", "")).isEqualTo(text.replace(" ", ""));
        }
    }
}
