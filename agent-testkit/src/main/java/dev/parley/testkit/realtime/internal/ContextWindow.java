package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a conversation the model is given.
 *
 * @param items oldest first
 * @param overflows whether it is too much and may not be cut
 */
record ContextWindow(List<Item> items, TokenCount tokens, boolean overflows) {

    /**
     * Cuts a conversation by the session's {@code truncation}: from its beginning, to the limit, or further down where a
     * retention ratio is set.
     *
     * @param fixed what instructions and tools take
     */
    static ContextWindow of(List<Item> all, TokenCount fixed, JsonNode truncation, int limit) {
        int own = truncation.path("token_limits").path("post_instructions").asInt(Integer.MAX_VALUE);
        int most = (int) Math.min(limit, (long) own + fixed.total());
        List<Item> kept = new ArrayList<>(all);
        TokenCount tokens = sum(fixed, kept);
        if (tokens.total() <= most) {
            return new ContextWindow(kept, tokens, false);
        }
        if (truncation.asText().equals("disabled")) {
            return new ContextWindow(kept, tokens, true);
        }
        double target = most * truncation.path("retention_ratio").asDouble(1);
        while (kept.size() > 1 && tokens.total() > target) {
            kept.remove(0);
            tokens = sum(fixed, kept);
        }
        return new ContextWindow(kept, tokens, tokens.total() > most);
    }

    private static TokenCount sum(TokenCount fixed, List<Item> items) {
        return items.stream().map(TokenCount::of).reduce(fixed, TokenCount::plus);
    }
}
