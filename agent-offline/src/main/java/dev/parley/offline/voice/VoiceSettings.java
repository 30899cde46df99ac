package dev.parley.offline.voice;

import com.typesafe.config.Config;

/**
 * How an {@link OfflineVoice} works; {@code parley.offline.voice} in the configuration.
 *
 * @param engine who speaks
 * @param espeakVoice voice of espeak-ng, such as {@code en-us} or {@code en-gb+f3}
 * @param wordsPerMinute speed of speech, 80 to 400
 * @param parallel sentences that are synthesised at once, 1 to 64
 * @param queue sentences that may wait; one more is refused, 0 to 10000
 * @param mostCharacters longer texts are refused, 1 to 100000
 */
public record VoiceSettings(
        Engine engine, String espeakVoice, int wordsPerMinute, int parallel, int queue, int mostCharacters) {

    /** Who speaks. */
    public enum Engine {
        /** FreeTTS's voice kevin16, in this process. */
        KEVIN16,
        /** The command {@code espeak-ng}, which must be on the PATH. */
        ESPEAK_NG
    }

    public VoiceSettings {
        require(
                espeakVoice.matches("[a-zA-Z0-9+_-]{2,40}"),
                "espeak-voice",
                espeakVoice,
                "a voice such as en-us or en-gb+f3");
        require(wordsPerMinute >= 80 && wordsPerMinute <= 400, "words-per-minute", wordsPerMinute, "80 to 400");
        require(parallel >= 1 && parallel <= 64, "parallel", parallel, "1 to 64");
        require(queue >= 0 && queue <= 10_000, "queue", queue, "0 to 10000");
        require(mostCharacters >= 1 && mostCharacters <= 100_000, "most-characters", mostCharacters, "1 to 100000");
    }

    /**
     * Reads {@code parley.offline.voice}.
     *
     * @throws IllegalArgumentException naming the key, the value and the rule
     */
    public static VoiceSettings of(Config config) {
        Config here = config.getConfig("parley.offline.voice");
        return new VoiceSettings(
                engine(here.getString("engine")),
                here.getString("espeak-voice"),
                here.getInt("words-per-minute"),
                here.getInt("parallel"),
                here.getInt("queue"),
                here.getInt("most-characters"));
    }

    private static Engine engine(String name) {
        return switch (name) {
            case "kevin16" -> Engine.KEVIN16;
            case "espeak-ng" -> Engine.ESPEAK_NG;
            default ->
                throw new IllegalArgumentException(
                        "parley.offline.voice.engine: " + name + " (expected: kevin16 or espeak-ng)");
        };
    }

    private static void require(boolean holds, String key, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "parley.offline.voice." + key + ": " + value + " (expected: " + rule + ")");
        }
    }
}
