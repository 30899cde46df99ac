package dev.parley.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.llm.ChatChunk;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How fast an answer is written, after LiveKit Agents' {@code llm_node_tps}. */
class AnswerPaceTest {
    private Instant now = Instant.EPOCH;
    private final AnswerPace pace = new AnswerPace(() -> now);

    private void text(double at) {
        now = Instant.EPOCH.plusMillis(Math.round(at * 1000));
        pace.on(new ChatChunk.TextDelta("word "));
    }

    @ParameterizedTest
    @CsvSource({"1.0, 2.0, 10, 10", "0.4, 0.9, 100, 200", "5.0, 15.0, 1, 0.1"})
    void shouldCountFromTheFirstPieceOfTextToTheLast(double first, double last, int tokens, double perSecond) {
        text(first);
        text((first + last) / 2);
        text(last);
        now = now.plusSeconds(3);
        pace.on(new ChatChunk.Usage(1000, tokens));

        assertThat(pace.tokensPerSecond()).contains(perSecond);
    }

    @Test
    void shouldKnowNothingOfAnAnswerInOnePiece() {
        text(1);
        pace.on(new ChatChunk.Usage(10, 10));

        assertThat(pace.tokensPerSecond()).isEmpty();
    }

    @Test
    void shouldKnowNothingWhereTokensAreNotCounted() {
        text(1);
        text(2);
        assertThat(pace.tokensPerSecond()).isEmpty();

        pace.on(new ChatChunk.Usage(10, 0));
        assertThat(pace.tokensPerSecond()).isEmpty();
    }
}
