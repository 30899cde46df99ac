package dev.parley.session.internal;

import dev.parley.llm.ChatChunk;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How fast an answer is written: LiveKit Agents' rule, tokens by the time from the first piece of text to the last. */
final class AnswerPace {
    private final InstantSource clock;
    private @Nullable Instant first;
    private @Nullable Instant last;
    private int tokens;

    AnswerPace(InstantSource clock) {
        this.clock = clock;
    }

    void on(ChatChunk chunk) {
        if (chunk instanceof ChatChunk.TextDelta) {
            last = clock.instant();
            first = first == null ? last : first;
        } else if (chunk instanceof ChatChunk.Usage usage) {
            tokens = usage.completionTokens();
        }
    }

    /** Empty if the text came at once or its tokens were not counted. */
    Optional<Double> tokensPerSecond() {
        if (first == null || last == null || tokens == 0) {
            return Optional.empty();
        }
        Duration window = Duration.between(first, last);
        return window.isZero() || window.isNegative()
                ? Optional.empty()
                : Optional.of(tokens / (window.toNanos() / 1e9));
    }
}
