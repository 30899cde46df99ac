package dev.parley.realtime.livekit.data;

import java.time.Instant;

/**
 * What somebody typed.
 *
 * @param id of the text
 * @param sender identity of the participant it is from
 * @param text all of it
 * @param sentAt by the sender's clock
 */
public record ChatText(String id, String sender, String text, Instant sentAt) {

    /** The text is not printed. */
    @Override
    public String toString() {
        return "ChatText[id=" + id + ", text=" + text.length() + " characters]";
    }
}
