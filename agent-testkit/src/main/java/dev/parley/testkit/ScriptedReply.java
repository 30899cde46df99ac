package dev.parley.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a scripted language model answers. Immutable.
 *
 * @param text comes word by word, evenly between the first token and the end
 * @param calls tools it asks for, at the end
 * @param timeToFirstToken from the request on
 * @param duration from the request to the end
 * @param failure if present, it fails with this message after its duration
 * @param stalls whether it never ends
 */
public record ScriptedReply(
        String text,
        List<Call> calls,
        Duration timeToFirstToken,
        Duration duration,
        Optional<String> failure,
        boolean stalls) {
    /** In the text: what stands before it is played by itself, as a model node's FlushSentinel has it. */
    public static final String FLUSH = "\f";

    public ScriptedReply {
        calls = List.copyOf(calls);
    }

    /**
     * A tool call.
     *
     * @param arguments a JSON object as text
     * @param early whether it comes with the first token, not at the end
     */
    public record Call(String name, String arguments, boolean early) {}

    /** A reply with the reference harness's timing: first token after 0.1 s, end after 0.3 s. */
    public static ScriptedReply of(String text) {
        return new ScriptedReply(
                text, List.of(), Duration.ofMillis(100), Duration.ofMillis(300), Optional.empty(), false);
    }

    /** A reply that is over at once and says nothing. */
    public static ScriptedReply nothing() {
        return of("").timed(Duration.ZERO, Duration.ZERO);
    }

    public ScriptedReply timed(Duration newTimeToFirstToken, Duration newDuration) {
        return new ScriptedReply(text, calls, newTimeToFirstToken, newDuration, failure, stalls);
    }

    public ScriptedReply calling(String tool, String arguments) {
        List<Call> more = new ArrayList<>(calls);
        more.add(new Call(tool, arguments, false));
        return new ScriptedReply(text, more, timeToFirstToken, duration, failure, stalls);
    }

    /** As {@link #calling}, but the call comes with the first token of the text. */
    public ScriptedReply callingEarly(String tool, String arguments) {
        List<Call> more = new ArrayList<>(calls);
        more.add(new Call(tool, arguments, true));
        return new ScriptedReply(text, more, timeToFirstToken, duration, failure, stalls);
    }

    public ScriptedReply failing(String message) {
        return new ScriptedReply(text, calls, timeToFirstToken, duration, Optional.of(message), stalls);
    }

    public ScriptedReply stalling() {
        return new ScriptedReply(text, calls, timeToFirstToken, duration, failure, true);
    }

    /** The text's words with the white space behind them. */
    public List<String> deltas() {
        return text.isEmpty() ? List.of() : List.of(text.split("(?<=\\s)(?=\\S)|(?=\\f)"));
    }

    /** When the delta of this index comes, from the request on. */
    public Duration deltaAt(int index) {
        int last = deltas().size() - 1;
        Duration span = duration.minus(timeToFirstToken);
        return last <= 0
                ? timeToFirstToken
                : timeToFirstToken.plus(span.multipliedBy(index).dividedBy(last));
    }
}
