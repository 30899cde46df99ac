package dev.parley.realtime.openai.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.ChatItem;
import dev.parley.llm.ToolDefinition;
import dev.parley.realtime.RealtimeImage;
import dev.parley.realtime.RealtimeReply;
import dev.parley.realtime.openai.wire.ServerEvent;
import java.util.List;

/** All that can happen to a connection. What is late or of an older socket is ignored, never an error. */
public sealed interface LinkEvent {

    record Started() implements LinkEvent {}

    // --- sockets

    record SocketOpened(int socket) implements LinkEvent {}

    record SocketEnded(int socket, SocketEnd end) implements LinkEvent {}

    record Heard(int socket, ServerEvent event) implements LinkEvent {}

    record Ponged(int socket) implements LinkEvent {}

    /**
     * A timer has run out.
     *
     * @param deltas pieces of audio and text that have come so far, which are not told one by one
     */
    record TimerFired(LinkTimer timer, long deltas) implements LinkEvent {}

    /** An answer's audio has become longer than is kept. */
    record AnswerTooLong(String responseId) implements LinkEvent {}

    // --- the session's owner

    record ItemGiven(ChatItem item) implements LinkEvent {}

    record ImageGiven(RealtimeImage image) implements LinkEvent {}

    record ItemRemoved(String itemId) implements LinkEvent {}

    record InstructionsGiven(String instructions) implements LinkEvent {}

    record ToolsGiven(List<ToolDefinition> tools) implements LinkEvent {
        public ToolsGiven {
            tools = List.copyOf(tools);
        }
    }

    record ReplyAsked(RealtimeReply reply) implements LinkEvent {}

    record CancelAsked(String replyId) implements LinkEvent {}

    /**
     * Of this item no more was heard.
     *
     * @param playedMs audio of the item that was played
     */
    record TruncateAsked(String itemId, long playedMs) implements LinkEvent {}

    record CommitAsked() implements LinkEvent {}

    record ClearAsked() implements LinkEvent {}

    /** Any client event as it is; lost if there is no connection. */
    record OtherAsked(ObjectNode event) implements LinkEvent {}

    record CloseAsked() implements LinkEvent {}
}
