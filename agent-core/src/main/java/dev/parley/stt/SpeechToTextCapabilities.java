package dev.parley.stt;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a recogniser can do.
 *
 * @param streaming whether it takes audio as it comes
 * @param interimResults whether it says what it has understood so far
 * @param features what else
 */
public record SpeechToTextCapabilities(boolean streaming, boolean interimResults, Set<SpeechToTextFeature> features) {
    public SpeechToTextCapabilities {
        features = Set.copyOf(features);
    }

    /** One without further features. */
    public SpeechToTextCapabilities(boolean streaming, boolean interimResults) {
        this(streaming, interimResults, Set.of());
    }

    /** The same that can also do this. */
    public SpeechToTextCapabilities with(SpeechToTextFeature first, SpeechToTextFeature... more) {
        Set<SpeechToTextFeature> all = EnumSet.of(first, more);
        all.addAll(features);
        return new SpeechToTextCapabilities(streaming, interimResults, all);
    }

    /** Whether whole utterances can be given to {@link SpeechToText#recognize}. */
    public boolean offlineRecognize() {
        return !has(SpeechToTextFeature.STREAM_ONLY);
    }

    public boolean has(SpeechToTextFeature feature) {
        return features.contains(feature);
    }
}
