package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Tokens by the vendor's rules of thumb: one for 100 ms of the user's audio, one for 50 ms of the model's; and one for four
 * characters of text.
 */
record TokenCount(int text, int audio, int image) {
    private static final int USER_MILLIS = 100;
    private static final int MODEL_MILLIS = 50;
    private static final int CHARACTERS = 4;
    private static final int IMAGE = 765;
    private static final int CACHE_STEP = 64;

    static TokenCount none() {
        return new TokenCount(0, 0, 0);
    }

    static TokenCount ofText(String text) {
        return new TokenCount(ceil(text.length(), CHARACTERS), 0, 0);
    }

    static TokenCount ofModelAudio(long millis) {
        return new TokenCount(0, ceil(millis, MODEL_MILLIS), 0);
    }

    /** What an item costs as input. */
    static TokenCount of(Item item) {
        JsonNode json = item.toJson();
        TokenCount count = ofText(json.path("arguments").asText(""))
                .plus(ofText(json.path("output").asText("")));
        if (item.audioMillis() > 0) {
            int perToken = item.isModelMessage() ? MODEL_MILLIS : USER_MILLIS;
            count = count.plus(new TokenCount(0, ceil(item.audioMillis(), perToken), 0));
        }
        for (JsonNode part : json.path("content")) {
            boolean pictured = part.path("type").asText().equals("input_image");
            count = count.plus(
                    pictured
                            ? new TokenCount(0, 0, IMAGE)
                            : ofText(part.path("text").asText("")));
        }
        return count;
    }

    private static int ceil(long amount, int unit) {
        return Math.toIntExact((amount + unit - 1) / unit);
    }

    TokenCount plus(TokenCount other) {
        return new TokenCount(text + other.text, audio + other.audio, image + other.image);
    }

    int total() {
        return text + audio + image;
    }

    /** The part of this input that a prompt cache filled by other input would serve, in the steps that caches have. */
    private TokenCount cachedBy(TokenCount other) {
        return new TokenCount(
                Math.min(text, other.text) / CACHE_STEP * CACHE_STEP,
                Math.min(audio, other.audio) / CACHE_STEP * CACHE_STEP,
                0);
    }

    /** The {@code usage} of a response. */
    static ObjectNode usage(TokenCount input, TokenCount inputBefore, TokenCount output) {
        TokenCount cached = input.cachedBy(inputBefore);
        ObjectNode usage = JsonNodeFactory.instance.objectNode();
        usage.put("total_tokens", input.total() + output.total());
        usage.put("input_tokens", input.total()).put("output_tokens", output.total());
        ObjectNode details = usage.putObject("input_token_details");
        details.put("text_tokens", input.text).put("audio_tokens", input.audio).put("image_tokens", input.image);
        details.put("cached_tokens", cached.total());
        details.putObject("cached_tokens_details")
                .put("text_tokens", cached.text)
                .put("audio_tokens", cached.audio)
                .put("image_tokens", cached.image);
        usage.putObject("output_token_details").put("text_tokens", output.text).put("audio_tokens", output.audio);
        return usage;
    }
}
