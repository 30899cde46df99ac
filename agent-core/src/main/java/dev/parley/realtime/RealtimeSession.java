package dev.parley.realtime;

import akka.Done;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.ChatItem;
import dev.parley.llm.ToolDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A conversation with a realtime model. Thread-safe; no method blocks or throws, failures come as events. A connection
 * that breaks is made anew by the session, with the conversation that it was told of.
 */
public interface RealtimeSession {

    /** More of the caller's audio, in the model's input format. While there is no connection the newest is kept. */
    void pushAudio(AudioFrame frame);

    /** The caller's turn is over; for a session without turn detection. */
    void commitAudio();

    /** Throws away what was pushed and not committed. */
    void clearAudio();

    /**
     * Something has become part of the conversation: said, typed, called. What the model itself has told, or was told
     * before, is kept for a later connection and not told again; pairs are found by item and call id.
     */
    void addItem(ChatItem item);

    /** The caller shows a picture. Not kept for a later connection. */
    void addImage(RealtimeImage image);

    /** The model is to forget an item. */
    void removeItem(String itemId);

    /** From the next reply on. */
    void updateInstructions(String instructions);

    /** From the next reply on. */
    void updateTools(List<ToolDefinition> tools);

    /** Asks for a reply; it begins when the one before it is over. */
    void generateReply(RealtimeReply reply);

    /** The reply of this id, asked for or begun by the model itself, is not needed any more. */
    void cancel(String replyId);

    /**
     * Nobody heard more of this message than that; the rest is taken back.
     *
     * @param played audio of this message that was played
     */
    void truncate(String itemId, Duration played);

    /** The name of the model that serves it now, where that is another than the one that opened it. */
    default Optional<String> servedBy() {
        return Optional.empty();
    }

    /** Frames pushed that the connection was too slow, or gone, for. */
    long droppedFrames();

    /** Ends the conversation. Idempotent; nothing is told after {@link RealtimeEvent.SessionEnded}. */
    void close();

    /** Completes when nothing of the session is left. Never fails. */
    CompletionStage<Done> whenClosed();
}
