package dev.parley.bench.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What happens in every call, the same for all clients. Times are milliseconds; those of the caller's audio are multiples of 20.
 *
 * @param periodMs from the beginning of one turn of the caller's to that of the next
 * @param speechMs how long the caller speaks in it, from its beginning
 * @param vadStartMs speech after which the detector tells that there is some
 * @param vadEndMs silence after which it tells that the speech is over
 * @param transcriptMs silence after which the recogniser gives its final transcript
 * @param endpointingMs silence after which the session is to decide that the turn is over
 * @param firstTokenMs from the request to the model's first token
 * @param tokenMs from each token to the next
 * @param tokens of an answer
 * @param tokenAudioMs how long the voice takes to say one
 */
@JsonNaming(SnakeCaseStrategy.class)
record Timetable(
        int periodMs,
        int speechMs,
        int vadStartMs,
        int vadEndMs,
        int transcriptMs,
        int endpointingMs,
        int firstTokenMs,
        int tokenMs,
        int tokens,
        int tokenAudioMs) {
    static final int FRAME_MS = 20;

    /** What every utterance of a caller's is recognised as. */
    static final String TRANSCRIPT = "What can you tell me about the weather there?";

    private static final List<String> SENTENCE = List.of("Here ", "are ", "some ", "more ", "words. ");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A turn every nine seconds: two of speech, an answer of four. */
    static Timetable standard() {
        return new Timetable(9_000, 2_000, 60, 300, 200, 500, 100, 20, 20, 200);
    }

    /**
     * The standard one with what differs.
     *
     * @throws IllegalArgumentException for what is no JSON of this shape
     */
    static Timetable standardBut(String json) {
        try {
            ObjectNode all = JSON.valueToTree(standard());
            all.setAll((ObjectNode) JSON.readTree(json));
            return JSON.treeToValue(all, Timetable.class);
        } catch (JsonProcessingException | ClassCastException wrong) {
            throw new IllegalArgumentException(
                    "timetable: " + json + " (expected: a JSON object with some of the names in "
                            + standard().toJson() + ")",
                    wrong);
        }
    }

    String toJson() {
        return JSON.valueToTree(this).toString();
    }

    int periodFrames() {
        return periodMs / FRAME_MS;
    }

    /** Whether the caller speaks in this frame of the period. */
    boolean speaks(int frame) {
        return frame * FRAME_MS < speechMs;
    }

    /** Whether this frame is the last that the caller speaks in. */
    boolean endsSpeech(int frame) {
        return speaks(frame) && !speaks(frame + 1);
    }

    /** What the model answers, token by token: whole sentences of five words. */
    List<String> answer() {
        List<String> answer = new ArrayList<>();
        for (int i = 0; i < tokens; i++) {
            answer.add(SENTENCE.get(i % SENTENCE.size()));
        }
        return answer;
    }
}
