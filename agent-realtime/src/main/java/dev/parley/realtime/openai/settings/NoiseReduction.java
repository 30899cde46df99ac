package dev.parley.realtime.openai.settings;

/** Where the caller's microphone is, for the provider's noise reduction. */
public enum NoiseReduction {
    NEAR_FIELD,
    FAR_FIELD
}
