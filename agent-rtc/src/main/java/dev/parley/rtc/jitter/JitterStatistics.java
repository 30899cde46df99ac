package dev.parley.rtc.jitter;

/**
 * What a jitter buffer has seen and done since it was made; samples are at 48 kHz.
 *
 * @param received packets, late and duplicate ones included
 * @param lost packets that never came, as far as their turn has passed
 * @param late packets that came after their turn, and were dropped
 * @param duplicate packets that had come before, and were dropped
 * @param malformed packets that are no sound Opus, and were dropped
 * @param discarded packets dropped although in time, as more were held than the capacity, or whose number is far off the stream
 * @param undecodable packets that the decoder refused
 * @param fecRecovered lost packets taken from the one after
 * @param concealedSamples made up for missing packets
 * @param noiseSamples of comfort noise
 * @param stretchedSamples added to grow the delay
 * @param droppedSamples taken out to lessen the delay
 * @param adjustedInSpeechSamples of the last two, those where the sender was not silent
 * @param resyncs times that the stream was picked up anew
 * @param bufferedMillis sound held now
 * @param currentDelayMillis of the sound to be played next, against the fastest packets
 * @param targetDelayMillis what it is steered to
 * @param jitterMillis interarrival jitter of RFC 3550 §6.4.1
 */
public record JitterStatistics(
        long received,
        long lost,
        long late,
        long duplicate,
        long malformed,
        long discarded,
        long undecodable,
        long fecRecovered,
        long concealedSamples,
        long noiseSamples,
        long stretchedSamples,
        long droppedSamples,
        long adjustedInSpeechSamples,
        long resyncs,
        double bufferedMillis,
        double currentDelayMillis,
        double targetDelayMillis,
        double jitterMillis) {}
