package dev.parley.metrics;

import dev.parley.metrics.AgentMetrics.LlmMetrics;
import dev.parley.metrics.AgentMetrics.RealtimeModelMetrics;
import dev.parley.metrics.AgentMetrics.SttMetrics;
import dev.parley.metrics.AgentMetrics.TtsMetrics;
import dev.parley.metrics.ModelUsage.LlmUsage;
import dev.parley.metrics.ModelUsage.RealtimeUsage;
import dev.parley.metrics.ModelUsage.SttUsage;
import dev.parley.metrics.ModelUsage.TtsUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What a session has used so far. Immutable.
 *
 * @param models one entry per kind, provider and model, in the order of their first use
 */
public record SessionUsage(List<ModelUsage> models) {
    private static final SessionUsage NOTHING = new SessionUsage(List.of());

    public SessionUsage {
        models = List.copyOf(models);
    }

    public static SessionUsage nothing() {
        return NOTHING;
    }

    /** With this measurement added; the same if it is none of usage. */
    public SessionUsage with(AgentMetrics metrics) {
        if (metrics instanceof SttMetrics stt) {
            return add(
                    new SttUsage(stt.label(), stt.audioDuration()),
                    sum -> new SttUsage(sum.label(), sum.audioDuration().plus(stt.audioDuration())),
                    SttUsage.class);
        }
        if (metrics instanceof LlmMetrics llm) {
            return add(
                    new LlmUsage(llm.label(), llm.promptTokens(), llm.completionTokens()),
                    sum -> new LlmUsage(
                            sum.label(),
                            sum.inputTokens() + llm.promptTokens(),
                            sum.outputTokens() + llm.completionTokens()),
                    LlmUsage.class);
        }
        if (metrics instanceof RealtimeModelMetrics realtime) {
            return with(realtime);
        }
        if (metrics instanceof TtsMetrics tts) {
            return add(
                    new TtsUsage(tts.label(), tts.characters(), tts.audioDuration()),
                    sum -> new TtsUsage(
                            sum.label(),
                            sum.characters() + tts.characters(),
                            sum.audioDuration().plus(tts.audioDuration())),
                    TtsUsage.class);
        }
        return this;
    }

    private SessionUsage with(RealtimeModelMetrics realtime) {
        RealtimeUsage more = new RealtimeUsage(
                realtime.label(),
                realtime.input().total(),
                realtime.input().audio(),
                realtime.cachedTokens(),
                realtime.output().total(),
                realtime.output().audio());
        return add(
                more,
                sum -> new RealtimeUsage(
                        sum.label(),
                        sum.inputTokens() + more.inputTokens(),
                        sum.inputAudioTokens() + more.inputAudioTokens(),
                        sum.cachedTokens() + more.cachedTokens(),
                        sum.outputTokens() + more.outputTokens(),
                        sum.outputAudioTokens() + more.outputAudioTokens()),
                RealtimeUsage.class);
    }

    private <U extends ModelUsage> SessionUsage add(U first, UnaryOperator<U> more, Class<U> kind) {
        List<ModelUsage> sums = new ArrayList<>(models);
        for (int i = 0; i < sums.size(); i++) {
            ModelUsage known = sums.get(i);
            if (kind.isInstance(known) && known.label().equals(first.label())) {
                sums.set(i, more.apply(kind.cast(known)));
                return new SessionUsage(sums);
            }
        }
        sums.add(first);
        return new SessionUsage(sums);
    }
}
