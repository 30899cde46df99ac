package dev.parley.rtc.jitter;

/**
 * What a buffer has done so far; frames are 20 ms.
 *
 * @param received packets put in
 * @param late packets that came after their time
 * @param duplicates packets that were there already
 * @param overflowed packets dropped because the buffer was full, or started anew
 * @param damaged packets that could not be decoded
 * @param recovered losses restored from the packet behind
 * @param concealed losses covered by guessing
 * @param comforted frames of noise while nothing came
 * @param skipped frames left out to get the delay down
 * @param stretched frames put in to get the delay up
 * @param targetMillis the delay aimed at
 * @param delayMillis what waits to be played
 */
public record JitterStatistics(
        long received,
        long late,
        long duplicates,
        long overflowed,
        long damaged,
        long recovered,
        long concealed,
        long comforted,
        long skipped,
        long stretched,
        int targetMillis,
        int delayMillis) {}
