package dev.parley.session.engine;

/**
 * One uninterrupted stretch of playout: what a speech says between two rounds of tools, or a segment of that.
 *
 * @param step 0 for the first, one more after each round of tools
 * @param segment 0 for the first, one more after each flush of the answer
 */
public record Utterance(String speechId, int step, int segment) {

    /** The first segment. */
    public Utterance(String speechId, int step) {
        this(speechId, step, 0);
    }

    boolean isOf(String speech, int round) {
        return speechId.equals(speech) && step == round;
    }
}
