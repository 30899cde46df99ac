package dev.parley.realtime.openai.link;

import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.openai.wire.ClientEvent;
import java.time.Instant;

/** All that a connection can ask of the world. Effects are carried out in their order. */
public sealed interface LinkEffect {

    /** Open a socket under this number. */
    record Open(int socket) implements LinkEffect {}

    record Close(int socket) implements LinkEffect {}

    record Send(int socket, ClientEvent event) implements LinkEffect {}

    record Ping(int socket) implements LinkEffect {}

    /** The caller's audio goes there from now on, what was kept first. */
    record CarryAudio(int socket) implements LinkEffect {}

    /** The caller's audio is kept for the time being. */
    record HoldAudio() implements LinkEffect {}

    /** What is kept of the caller's audio is not wanted any more. */
    record DropAudio() implements LinkEffect {}

    /** What was pushed of the caller's audio goes out now, before what is sent next. */
    record FlushAudio() implements LinkEffect {}

    /** What is sent of the caller's audio is kept as well, until it is answered. */
    record KeepAudio() implements LinkEffect {}

    /** What was sent of the caller's audio is not needed any more. */
    record ForgetAudio() implements LinkEffect {}

    /**
     * What was sent of the caller's audio is sent once more, to the next connection.
     *
     * @param fromMs since the beginning of the connection before
     */
    record RewindAudio(long fromMs) implements LinkEffect {}

    /** Starts a timer, in place of a running one of its kind. */
    record StartTimer(LinkTimer timer, Instant at) implements LinkEffect {}

    record CancelTimer(LinkTimer timer) implements LinkEffect {}

    record Tell(RealtimeEvent event) implements LinkEffect {}

    /** Tell of this message of an answer; its audio and text come by their own way. */
    record TellMessage(String replyId, String responseId, String itemId) implements LinkEffect {}

    /** Nothing more comes of this message. */
    record EndMessage(String responseId, String itemId) implements LinkEffect {}

    /** This answer is complete: its messages end, what is late is dropped. */
    record EndResponse(String responseId) implements LinkEffect {}

    /** Nothing more is wanted of this answer, or can come: its messages break off, what is late is dropped. */
    record BreakOffResponse(String responseId) implements LinkEffect {}

    /** Nothing follows. */
    record Stop() implements LinkEffect {}
}
