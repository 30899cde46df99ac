package dev.parley.session.internal;

import dev.parley.llm.ChatChunk;
import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.ModelLabel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Measures one answer of a language model, from its request to its end. Failed ones are not told. Thread-safe. */
final class AnswerMeter implements Metered.Meter<ChatChunk> {
    private final String answerId;
    private final InstantSource clock;
    private final Consumer<AgentMetrics> told;
    private final Consumer<ModelLabel> begun;
    private final Instant asked;
    private final Set<String> requestIds = new LinkedHashSet<>();
    private String model;
    private Optional<Integer> member = Optional.empty();
    private @Nullable Instant first;
    private int promptTokens;
    private int completionTokens;

    /**
     * An answer that is asked for now.
     *
     * @param begun told whose it is with its first piece
     */
    AnswerMeter(
            String model,
            String answerId,
            InstantSource clock,
            Consumer<AgentMetrics> told,
            Consumer<ModelLabel> begun) {
        this.model = model;
        this.answerId = answerId;
        this.clock = clock;
        this.told = told;
        this.begun = begun;
        this.asked = clock.instant();
    }

    /** The one at this place of a group answers. */
    synchronized void servedBy(String name, int index) {
        model = name;
        member = Optional.of(index);
    }

    @Override
    public synchronized void onElement(ChatChunk chunk) {
        if (chunk instanceof ChatChunk.Usage usage) {
            promptTokens = usage.promptTokens();
            completionTokens = usage.completionTokens();
        } else if (chunk instanceof ChatChunk.RequestId request) {
            requestIds.add(request.id());
        } else if (first == null) {
            first = clock.instant();
            begun.accept(ModelLabel.of(model));
        }
    }

    @Override
    public void onComplete() {
        tell(false);
    }

    @Override
    public void onCancelled() {
        tell(true);
    }

    private synchronized void tell(boolean cancelled) {
        told.accept(new AgentMetrics.LlmMetrics(
                ModelLabel.of(model),
                answerId,
                Duration.between(asked, clock.instant()),
                Optional.ofNullable(first).map(time -> Duration.between(asked, time)),
                cancelled,
                promptTokens,
                completionTokens,
                List.copyOf(requestIds),
                member));
    }
}
