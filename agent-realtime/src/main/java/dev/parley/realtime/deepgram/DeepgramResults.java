package dev.parley.realtime.deepgram;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.stt.SpeechToTextEvent;
import dev.parley.stt.Transcript;
import dev.parley.text.TimedText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What Deepgram's messages say, and whether the caller speaks by them. Not thread-safe.
 *
 * <p>Design notes. Speech begins with {@code SpeechStarted}, or with the first words if that message is
 * missing. It ends with {@code speech_final}, which a noisy line may never bring, or with {@code UtteranceEnd}, which
 * goes by the words alone: whichever comes first. An {@code UtteranceEnd} for words before this speech doesn't end it; and what has
 * begun without words ends with a final result that has none either, for neither of the two need come.
 */
final class DeepgramResults {
    private final Optional<String> language;
    private boolean speaking;
    /** Where in the audio this speech has begun, in seconds; negative if that is not known. */
    private double begun;

    private boolean worded;

    /**
     * At the beginning of a stream.
     *
     * @param language of transcripts whose language the message doesn't tell
     */
    DeepgramResults(Optional<String> language) {
        this.language = language;
    }

    /**
     * What this message comes to; nothing for one of an unknown type.
     *
     * @param heard how much audio has been sent so far, by which times in it are told from now
     */
    List<SpeechToTextEvent> read(JsonNode message, Duration heard) {
        return switch (message.path("type").asText()) {
            case "SpeechStarted" -> started(message.path("timestamp").asDouble(-1), heard);
            case "UtteranceEnd" -> utteranceEnded(message.path("last_word_end").asDouble(-1), heard);
            case "Results" -> results(message, heard);
            default -> List.of();
        };
    }

    private List<SpeechToTextEvent> started(double at, Duration heard) {
        if (speaking) {
            return List.of();
        }
        speaking = true;
        begun = at;
        worded = false;
        return List.of(new SpeechToTextEvent.StartOfSpeech(ago(at, heard)));
    }

    private List<SpeechToTextEvent> utteranceEnded(double lastWord, Duration heard) {
        boolean ofWordsBefore = lastWord >= 0 && lastWord < begun;
        return ofWordsBefore ? List.of() : ended(ago(lastWord, heard));
    }

    private List<SpeechToTextEvent> ended(Duration ago) {
        if (!speaking) {
            return List.of();
        }
        speaking = false;
        return List.of(new SpeechToTextEvent.EndOfSpeech(ago));
    }

    private List<SpeechToTextEvent> results(JsonNode message, Duration heard) {
        JsonNode best = message.at("/channel/alternatives/0");
        JsonNode words = best.path("words");
        List<SpeechToTextEvent> events = new ArrayList<>();
        if (!best.path("transcript").asText("").isBlank()) {
            events.addAll(started(words.path(0).path("start").asDouble(-1), heard));
            worded = true;
            Transcript transcript = transcript(message, best);
            events.add(
                    message.path("is_final").asBoolean()
                            ? new SpeechToTextEvent.Final(transcript)
                            : new SpeechToTextEvent.Interim(transcript));
        }
        if (message.path("speech_final").asBoolean() || isNoise(message)) {
            double end = words.path(words.size() - 1).path("end").asDouble(-1);
            events.addAll(ended(ago(end, heard)));
        }
        return events;
    }

    /** A final result, beyond where speech has begun, and still no words. */
    private boolean isNoise(JsonNode message) {
        double end = message.path("start").asDouble() + message.path("duration").asDouble();
        return speaking && !worded && message.path("is_final").asBoolean() && end > begun;
    }

    private Transcript transcript(JsonNode message, JsonNode best) {
        return new Transcript(
                        best.path("transcript").asText().strip(),
                        Math.max(0, Math.min(1, best.path("confidence").asDouble())),
                        text(best.path("languages").path(0)).or(() -> language),
                        text(best.path("words").path(0).path("speaker")).map("S"::concat),
                        text(message.at("/metadata/request_id")))
                .withWords(words(best.path("words")));
    }

    private static Optional<String> text(JsonNode value) {
        return Optional.of(value.asText("")).filter(known -> !known.isEmpty());
    }

    private static List<TimedText> words(JsonNode words) {
        List<TimedText> timed = new ArrayList<>();
        for (JsonNode word : words) {
            Duration start = seconds(word.path("start").asDouble());
            Duration end = seconds(word.path("end").asDouble());
            String said = word.path("punctuated_word").asText(word.path("word").asText());
            timed.add(new TimedText(said, start, end.compareTo(start) < 0 ? start : end));
        }
        return timed;
    }

    /** Zero for a time that is not known, which is negative. */
    private static Duration ago(double at, Duration heard) {
        Duration since = heard.minus(seconds(at));
        return at < 0 || since.isNegative() ? Duration.ZERO : since;
    }

    private static Duration seconds(double time) {
        return Duration.ofNanos(Math.round(Math.max(0, time) * 1e9));
    }
}
