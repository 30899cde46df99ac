package dev.parley.testkit.realtime.script;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the model makes of one {@code response.create}: its output items in order, and how the response ends.
 *
 * @param parts none for a response without output
 * @param delay from the response's creation to its first output, beside what synthesis takes
 */
public record FakeReply(List<ReplyPart> parts, ReplyEnding ending, Duration delay) {
    public FakeReply {
        parts = List.copyOf(parts);
        if (delay.isNegative()) {
            throw new IllegalArgumentException("reply delay: " + delay + " (expected: 0 or more)");
        }
    }

    /** Says a text. */
    public static FakeReply say(String text) {
        return of(new ReplyPart.Speech(text));
    }

    /** Calls a tool; {@code arguments} are a JSON object as text. */
    public static FakeReply call(String tool, String arguments) {
        return of(new ReplyPart.ToolCall(tool, arguments));
    }

    /** Ends at once without output. */
    public static FakeReply nothing() {
        return of();
    }

    /** Fails with an error of the service. */
    public static FakeReply failed(String type, String code, String message) {
        return nothing().ending(new ReplyEnding.Failed(type, code, message));
    }

    public static FakeReply of(ReplyPart... parts) {
        return new FakeReply(List.of(parts), new ReplyEnding.Completed(), Duration.ZERO);
    }

    /** The same and a spoken item more. */
    public FakeReply andSay(String text) {
        return with(new ReplyPart.Speech(text));
    }

    /** The same and a tool call more, parallel to the others. */
    public FakeReply andCall(String tool, String arguments) {
        return with(new ReplyPart.ToolCall(tool, arguments));
    }

    public FakeReply ending(ReplyEnding newEnding) {
        return new FakeReply(parts, newEnding, delay);
    }

    public FakeReply after(Duration newDelay) {
        return new FakeReply(parts, ending, newDelay);
    }

    private FakeReply with(ReplyPart part) {
        List<ReplyPart> more = new ArrayList<>(parts);
        more.add(part);
        return new FakeReply(more, ending, delay);
    }
}
