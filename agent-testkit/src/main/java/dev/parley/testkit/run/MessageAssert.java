package dev.parley.testkit.run;

import dev.parley.chat.ChatMessage;

/** One message of a run. */
public final class MessageAssert {
    private final EventAssert event;
    private final ChatMessage message;

    MessageAssert(EventAssert event, ChatMessage message) {
        this.event = event;
        this.message = message;
    }

    public ChatMessage message() {
        return message;
    }

    public MessageAssert hasText(String text) {
        if (!message.text().equals(text)) {
            throw event.failure("text [" + message.text() + "] (expected: [" + text + "])");
        }
        return this;
    }

    public MessageAssert containsText(String part) {
        if (!message.text().contains(part)) {
            throw event.failure("text [" + message.text() + "] (expected: with [" + part + "] in it)");
        }
        return this;
    }

    /** A model finds that the message does this; blocks until it has answered, see {@link Judge}. */
    public MessageAssert judge(Judge judge, String intent) {
        if (message.text().isBlank()) {
            throw event.failure("message to judge: empty (expected: a text)");
        }
        Judge.Verdict verdict = judge.verdict(message.text(), intent);
        if (!verdict.fulfilled()) {
            throw event.failure("judged not to fulfil [" + intent + "]: " + verdict.reason());
        }
        return this;
    }
}
