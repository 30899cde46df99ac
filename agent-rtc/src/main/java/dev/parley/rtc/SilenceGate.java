package dev.parley.rtc;

/**
 * Which frames of a track are worth sending: silence is not, but for the first 200 ms of it. One empty packet then tells the
 * receiver that nothing is lost (RFC 7587 §3.1.3). Opus' own DTX would do, but goes by what is speech, and so cuts off steady sounds
 * of any loudness.
 */
final class SilenceGate {
    private static final int QUIET_LEVEL = 60;
    private static final int HANGOVER_FRAMES = 10;

    private int quietFrames;

    /** What to do with a frame. */
    enum Verdict {
        SEND,
        SEND_EMPTY,
        SKIP
    }

    /**
     * Judges the next frame of 20 ms. A track's first frames pass even if they are silent: a server may tell of a track by its
     * first packet.
     *
     * @param level in −dBov, 0 (loudest) to 127 (RFC 6464 §3)
     */
    Verdict judge(int level) {
        if (level < QUIET_LEVEL) {
            quietFrames = 0;
            return Verdict.SEND;
        }
        quietFrames = Math.min(quietFrames + 1, HANGOVER_FRAMES + 2);
        if (quietFrames <= HANGOVER_FRAMES) {
            return Verdict.SEND;
        }
        return quietFrames == HANGOVER_FRAMES + 1 ? Verdict.SEND_EMPTY : Verdict.SKIP;
    }
}
