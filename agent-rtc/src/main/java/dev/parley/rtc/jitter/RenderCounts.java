package dev.parley.rtc.jitter;

/** What a renderer has done, in packets and in samples. */
final class RenderCounts {
    long fecRecovered;
    long undecodable;
    long concealedSamples;
    long noiseSamples;
    long stretchedSamples;
    long droppedSamples;
    long adjustedInSpeechSamples;

    void set(RenderCounts other) {
        fecRecovered = other.fecRecovered;
        undecodable = other.undecodable;
        concealedSamples = other.concealedSamples;
        noiseSamples = other.noiseSamples;
        stretchedSamples = other.stretchedSamples;
        droppedSamples = other.droppedSamples;
        adjustedInSpeechSamples = other.adjustedInSpeechSamples;
    }
}
