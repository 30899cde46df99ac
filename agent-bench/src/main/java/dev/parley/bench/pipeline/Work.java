package dev.parley.bench.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What was done in all sessions together, so that nobody is cheap by leaving something out.
 *
 * @param turns requests to the language model
 * @param transcripts of them, those that had the caller's words to answer
 * @param frames of the callers' audio that came to the recogniser
 * @param audioSeconds of the answers that were handed to the listeners
 */
record Work(double turns, double transcripts, double frames, double audioSeconds) {
    /** A second at either end of the time may hold a turn more or less. */
    private static final double TOLERANCE = 0.02;

    /** What so many sessions have to do in this time. */
    static Work expected(Timetable timetable, int sessions, double seconds) {
        double turns = sessions * seconds * 1000 / timetable.periodMs();
        return new Work(
                turns,
                turns,
                sessions * seconds * 1000 / Timetable.FRAME_MS,
                turns * timetable.tokens() * timetable.tokenAudioMs() / 1000.0);
    }

    /** As a client tells it. */
    static Work told(JsonNode figures) {
        return new Work(
                figures.path("turns").asDouble(),
                figures.path("transcripts").asDouble(),
                figures.path("frames_heard").asDouble(),
                figures.path("audio_out_s").asDouble());
    }

    /**
     * What of it is more than 2 % and a turn off what was expected, each as a sentence; empty if all of it was done.
     *
     * @param timetable of which a turn is
     */
    List<String> differences(Work expected, Timetable timetable) {
        Work turn = expected(timetable, 1, timetable.periodMs() / 1000.0);
        List<String> differences = new ArrayList<>();
        compare("turns", turns, expected.turns, turn.turns, differences);
        compare("transcripts", transcripts, expected.transcripts, turn.transcripts, differences);
        compare("frames heard", frames, expected.frames, turn.frames, differences);
        compare("seconds of answers", audioSeconds, expected.audioSeconds, turn.audioSeconds, differences);
        return differences;
    }

    private static void compare(String what, double seen, double expected, double turn, List<String> differences) {
        if (!(Math.abs(seen - expected) <= turn + TOLERANCE * expected)) {
            differences.add(String.format(Locale.ROOT, "%s: %.0f (expected: %.0f)", what, seen, expected));
        }
    }
}
