package dev.parley.offline.recognition;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How a {@link GrammarRecognizer} works; {@code parley.offline.recognizer} in the configuration.
 *
 * @param parallel utterances that are recognised at once, 1 to 64
 * @param queue utterances that may wait; one more is refused, 0 to 10000
 * @param deadline how long one recognition may take from its beginning, loading and waiting left out
 * @param loadDeadline how long an utterance may wait for its beginning: for model and grammar to be loaded, or a thread
 * @param longest utterances over this are not tried
 * @param beam paths less likely than the best one by this factor are given up, above 0 and below 1; smaller: slower
 * @param wordInsertion likelihood of another word, above 0 to 1
 * @param phoneInsertion likelihood of another phone in the loop that sentences are measured against, above 0 to 1
 * @param rejection how badly a sentence may fit, measured against the loop of phones, and still count as said; smaller:
 *     more is rejected as not understood, above -2
 */
public record RecognizerSettings(
        int parallel,
        int queue,
        Duration deadline,
        Duration loadDeadline,
        Duration longest,
        double beam,
        double wordInsertion,
        double phoneInsertion,
        double rejection) {
    private static final String AT = "parley.offline.recognizer.";

    public RecognizerSettings {
        require(parallel >= 1 && parallel <= 64, "parallel", parallel, "1 to 64");
        require(queue >= 0 && queue <= 10_000, "queue", queue, "0 to 10000");
        require(deadline.toMillis() >= 1, "deadline", deadline, "at least 1 ms");
        require(loadDeadline.toMillis() >= 1, "load-deadline", loadDeadline, "at least 1 ms");
        require(longest.toMillis() >= 100, "longest", longest, "at least 100 ms");
        require(beam > 0 && beam < 1, "beam", beam, "above 0 and below 1");
        require(isLikelihood(wordInsertion), "word-insertion", wordInsertion, "above 0 to 1");
        require(isLikelihood(phoneInsertion), "phone-insertion", phoneInsertion, "above 0 to 1");
        require(rejection > -2, "rejection", rejection, "above -2");
    }

    /**
     * Reads {@code parley.offline.recognizer}.
     *
     * @throws IllegalArgumentException naming the key, the value and the rule
     */
    public static RecognizerSettings of(Config config) {
        Config here = config.getConfig("parley.offline.recognizer");
        return new RecognizerSettings(
                here.getInt("parallel"),
                here.getInt("queue"),
                here.getDuration("deadline"),
                here.getDuration("load-deadline"),
                here.getDuration("longest"),
                here.getDouble("beam"),
                here.getDouble("word-insertion"),
                here.getDouble("phone-insertion"),
                here.getDouble("rejection"));
    }

    private static boolean isLikelihood(double value) {
        return value > 0 && value <= 1;
    }

    private static void require(boolean holds, String key, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(AT + key + ": " + value + " (expected: " + rule + ")");
        }
    }
}
