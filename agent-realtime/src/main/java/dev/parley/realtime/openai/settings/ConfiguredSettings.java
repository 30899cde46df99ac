package dev.parley.realtime.openai.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code parley.realtime.openai} of a configuration.
 *
 * @param logFrames whether every text is to be shown
 */
public record ConfiguredSettings(SessionSettings session, LinkSettings link, boolean logFrames) {
    private static final String PATH = "parley.realtime.openai";

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException naming the key, the value and the rule
     */
    public static ConfiguredSettings of(Config config) {
        Config openai = config.getConfig(PATH);
        try {
            return new ConfiguredSettings(
                    session(openai), link(openai.getConfig("link")), openai.getBoolean("log-frames"));
        } catch (IllegalArgumentException | ConfigException wrong) {
            throw new IllegalArgumentException(PATH + ": " + wrong.getMessage(), wrong);
        }
    }

    private static SessionSettings session(Config openai) {
        SessionSettingsBuilder session = SessionSettings.builder(openai.getString("model"))
                .voice(openai.getString("voice"))
                .speed(openai.getDouble("speed"))
                .codec(choice("codec", AudioCodec.class, openai.getString("codec")));
        switch (openai.getString("output")) {
            case "audio" -> {}
            case "text" -> session.written();
            default -> throw unknown("output", openai.getString("output"), "audio or text");
        }
        detector(openai).ifPresentOrElse(session::turnDetector, session::withoutTurnDetector);
        Config transcription = openai.getConfig("transcription");
        if (transcription.getString("model").isEmpty()) {
            session.withoutTranscription();
        } else {
            session.transcription(
                    new Transcription(transcription.getString("model"), transcription.getString("language"), ""));
        }
        String noise = openai.getString("noise-reduction");
        if (!noise.equals("none")) {
            session.noiseReduction(choice("noise-reduction", NoiseReduction.class, noise));
        }
        if (openai.getInt("max-output-tokens") != 0) {
            session.maxOutputTokens(openai.getInt("max-output-tokens"));
        }
        return session.build();
    }

    private static Optional<TurnDetector> detector(Config openai) {
        String name = openai.getString("turn-detection");
        return switch (name) {
            case "server-vad" -> {
                Config vad = openai.getConfig("server-vad");
                yield Optional.of(new TurnDetector.ServerVad(
                        vad.getDouble("threshold"),
                        vad.getDuration("prefix-padding"),
                        vad.getDuration("silence"),
                        Optional.empty(),
                        true,
                        true));
            }
            case "semantic-vad" ->
                Optional.of(new TurnDetector.SemanticVad(
                        choice(
                                "eagerness",
                                TurnDetector.SemanticVad.Eagerness.class,
                                openai.getString("semantic-vad.eagerness")),
                        true,
                        true));
            case "none" -> Optional.empty();
            default -> throw unknown("turn-detection", name, "server-vad, semantic-vad or none");
        };
    }

    private static LinkSettings link(Config link) {
        return new LinkSettings(
                link.getDuration("connect-deadline"),
                link.getDuration("configure-deadline"),
                link.getDuration("response-deadline"),
                link.getDuration("ping-interval"),
                link.getDuration("pong-deadline"),
                link.getDuration("retry-first"),
                link.getDuration("retry-most"),
                link.getInt("attempts"),
                link.getDuration("calm"),
                link.getDuration("most-session"),
                link.getDuration("rollover-margin"),
                link.getDuration("append"),
                link.getDuration("audio-kept"),
                link.getDuration("most-answer"),
                link.getInt("restored-items"));
    }

    private static <E extends Enum<E>> E choice(String key, Class<E> type, String value) {
        for (E choice : type.getEnumConstants()) {
            if (choice.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(value)) {
                return choice;
            }
        }
        String known = java.util.Arrays.stream(type.getEnumConstants())
                .map(choice -> choice.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(java.util.stream.Collectors.joining(", "));
        throw unknown(key, value, "one of " + known);
    }

    private static IllegalArgumentException unknown(String key, String value, String rule) {
        return new IllegalArgumentException(key + ": " + value + " (expected: " + rule + ")");
    }
}
