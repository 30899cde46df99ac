package dev.parley.speech;

import dev.parley.text.TextJoints;
import java.time.Duration;
import java.util.List;

/**
 * How much of a spoken text has been heard by a moment of its playback, in whole words. A pure function of the position; the
 * pace is LiveKit Agents', as {@link Playout} keeps it.
 */
public final class HeardText {
    private HeardText() {}

    /**
     * A stretch of text with its audio.
     *
     * @param audio what has been synthesised of it so far
     * @param complete whether that is all
     */
    public record Segment(String text, Duration audio, boolean complete) {}

    /** The text heard after this much playback of these segments, one after the other, with white space between them. */
    public static String at(List<Segment> segments, Duration position) {
        if (position.isZero()) {
            return "";
        }
        StringBuilder heard = new StringBuilder();
        long left = position.toNanos();
        for (Segment segment : segments) {
            long audio = segment.audio().toNanos();
            boolean whole = segment.complete() && left >= audio;
            TranscriptSynchronizer text = TranscriptSynchronizer.of(segment.text());
            TextJoints.append(heard, text.text(0, text.heard(left, audio, segment.complete())));
            if (!whole) {
                break;
            }
            left -= audio;
        }
        return heard.toString().stripTrailing();
    }
}
