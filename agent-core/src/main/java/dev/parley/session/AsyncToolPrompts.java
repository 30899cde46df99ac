package dev.parley.session;

import dev.parley.chat.FunctionCall;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model reads about tools that run on behind the conversation, as templates (LiveKit Agents' {@code async_options}). Immutable.
 * What stands in braces is filled in: {@code {function_name}}, {@code {call_id}}, {@code {message}}, {@code {fnc_calls_text}}, {@code
 * {call_ids}}; other braces stay.
 *
 * @param update around what a tool tells by {@code RunContext.update}; with {@code {message}}
 * @param duplicateRejected in place of a call that {@code OnDuplicate.REJECT} keeps from running
 * @param duplicateToBeConfirmed in place of one that {@code OnDuplicate.CONFIRM} holds back
 * @param reply instructions for the answer to a tool's news; blank for none. News become part of the conversation when they are
 *     answered, so that an answer never comes too late for them
 */
public record AsyncToolPrompts(String update, String duplicateRejected, String duplicateToBeConfirmed, String reply) {
    private static final Pattern PLACE =
            Pattern.compile("\\{(function_name|call_id|message|fnc_calls_text|call_ids)\\}");
    private static final AsyncToolPrompts STANDARD = new AsyncToolPrompts(
            "{message}",
            "Not run: {function_name} is running already (call_id {call_id}). Wait for its result.",
            "Not run yet: {function_name} is running already (call_id {call_id}). "
                    + "If a second call is meant, call it again with lk_agents_confirm_duplicate set to true.",
            "");
    private static final AsyncToolPrompts CAREFUL = STANDARD.withUpdate("""
                    News of {function_name}, which is still running: {message}
                    Tell no more of its result than stands here.""").withReply("""
                    Tools that ran in the background have news (call_ids: {call_ids}). Tell the caller what is new in them, \
                    briefly, and nothing that you have said before.""");

    /** @throws IllegalArgumentException if a template lacks what it is for */
    public AsyncToolPrompts {
        if (!update.contains("{message}")) {
            throw new IllegalArgumentException("update: " + update + " (expected: a text with {message} in it)");
        }
        if (duplicateRejected.isBlank() || duplicateToBeConfirmed.isBlank()) {
            throw new IllegalArgumentException(
                    "texts for duplicates: blank (expected: what the model is to read in place of a result)");
        }
    }

    /** News as they are, duplicates refused shortly, answers without further instructions. */
    public static AsyncToolPrompts standard() {
        return STANDARD;
    }

    /** With LiveKit Agents' cautions, for models that make results up before they have come, or say them twice. */
    public static AsyncToolPrompts careful() {
        return CAREFUL;
    }

    public AsyncToolPrompts withUpdate(String template) {
        return new AsyncToolPrompts(template, duplicateRejected, duplicateToBeConfirmed, reply);
    }

    public AsyncToolPrompts withDuplicateRejected(String template) {
        return new AsyncToolPrompts(update, template, duplicateToBeConfirmed, reply);
    }

    public AsyncToolPrompts withDuplicateToBeConfirmed(String template) {
        return new AsyncToolPrompts(update, duplicateRejected, template, reply);
    }

    public AsyncToolPrompts withReply(String template) {
        return new AsyncToolPrompts(update, duplicateRejected, duplicateToBeConfirmed, template);
    }

    /** What the model reads of news. */
    public String updated(FunctionCall call, String message) {
        return filled(update, Map.of("function_name", call.name(), "call_id", call.callId(), "message", message));
    }

    /**
     * What the model reads in place of a duplicate.
     *
     * @param asJson the running call
     */
    public String rejected(FunctionCall running, String asJson) {
        return filled(duplicateRejected, of(running, asJson));
    }

    /** What the model reads before a duplicate that it has to confirm; as {@link #rejected}. */
    public String toBeConfirmed(FunctionCall running, String asJson) {
        return filled(duplicateToBeConfirmed, of(running, asJson));
    }

    /** Instructions for the answer to news under these ids; blank for none. */
    public String replyTo(List<String> callIds) {
        return filled(reply, Map.of("call_ids", String.join(", ", callIds)));
    }

    private static Map<String, String> of(FunctionCall running, String asJson) {
        return Map.of("function_name", running.name(), "call_id", running.callId(), "fnc_calls_text", asJson);
    }

    /** In one pass: what is filled in is not looked at again. */
    private static String filled(String template, Map<String, String> values) {
        return PLACE.matcher(template)
                .replaceAll(place -> Matcher.quoteReplacement(values.getOrDefault(place.group(1), place.group())));
    }
}
