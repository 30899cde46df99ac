package dev.parley.session.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Failures in a row, by the kind of model. Immutable.
 *
 * @param bySource {@code stt}, {@code llm}, {@code tts}
 * @param silenced the utterance whose voice failed last: all its sentences are one failure
 */
record ErrorCounts(Map<String, Integer> bySource, Optional<Utterance> silenced) {
    private static final ErrorCounts NONE = new ErrorCounts(Map.of(), Optional.empty());

    ErrorCounts {
        bySource = Map.copyOf(bySource);
    }

    static ErrorCounts none() {
        return NONE;
    }

    int of(String source) {
        return bySource.getOrDefault(source, 0);
    }

    ErrorCounts withFailure(String source) {
        Map<String, Integer> more = new HashMap<>(bySource);
        more.merge(source, 1, Integer::sum);
        return new ErrorCounts(more, silenced);
    }

    ErrorCounts withSuccess(String source) {
        if (!bySource.containsKey(source)) {
            return this;
        }
        Map<String, Integer> fewer = new HashMap<>(bySource);
        fewer.remove(source);
        return new ErrorCounts(fewer, silenced);
    }

    ErrorCounts withSilenced(Utterance utterance) {
        return new ErrorCounts(bySource, Optional.of(utterance));
    }
}
