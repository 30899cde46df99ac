package dev.parley.realtime.openai.wire;

/**
 * An item of the provider's conversation, as far as it is of interest. What does not apply is empty.
 *
 * @param type {@code message}, {@code function_call}, {@code function_call_output}, {@code mcp_call}, …
 * @param role of a message: {@code system}, {@code user}, {@code assistant}
 * @param text of a message, its transcript where it is audio
 * @param arguments of a call, as JSON
 */
public record ServerItem(
        String id, String type, String role, String text, String callId, String name, String arguments) {

    public boolean isCall() {
        return type.equals("function_call");
    }

    public boolean isAnswer() {
        return type.equals("message") && role.equals("assistant");
    }
}
