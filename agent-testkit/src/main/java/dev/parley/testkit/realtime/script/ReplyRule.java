package dev.parley.testkit.realtime.script;

import java.util.Locale;
import java.util.Optional;

/** A rule of a script: gives a reply to the turns it is about. Thread-safe; may be asked for several calls at a time. */
@FunctionalInterface
public interface ReplyRule {

    /** The reply to this turn; empty if the rule is not about it. */
    Optional<FakeReply> reply(RealtimeTurn turn);

    /** Replies when the user has said something that contains this, whatever the case. */
    static ReplyRule heard(String part, FakeReply reply) {
        String wanted = part.toLowerCase(Locale.ROOT);
        return turn ->
                turn.userText().toLowerCase(Locale.ROOT).contains(wanted) ? Optional.of(reply) : Optional.empty();
    }

    /** Replies when an output of this tool has come. */
    static ReplyRule toolAnswered(String tool, FakeReply reply) {
        return turn ->
                turn.toolOutputs().stream().anyMatch(output -> output.name().equals(tool))
                        ? Optional.of(reply)
                        : Optional.empty();
    }
}
