package dev.parley.worker.cluster.internal;

import akka.actor.typed.ActorRef;
import akka.stream.SourceRef;
import akka.util.ByteString;
import java.util.Map;
import java.util.Optional;

/** What nodes tell each other to have a call answered where it runs. */
public sealed interface ForwardMessage extends ClusterMessage {

    /** Asks whether a node runs a call. */
    record FindCall(String callId, ActorRef<CallFound> replyTo) implements ForwardMessage {}

    /**
     * The answer to {@link FindCall}.
     *
     * @param lostWith the node that the call ended with, if the sender has heard of that
     */
    record CallFound(String node, boolean runs, Optional<String> lostWith) implements ForwardMessage {}

    /**
     * A request to the HTTP API, about a call that the receiver runs or is to run.
     *
     * @param from the node that it came in at
     * @param ask the number of the place that is held for the call; empty if it runs
     * @param target path and query
     * @param headers those that matter to the answer
     * @param text a short body that is text
     * @param length of the body, in bytes, if it is known
     * @param body any other body
     */
    record Request(
            String from,
            Optional<Long> ask,
            String method,
            String target,
            String contentType,
            Map<String, String> headers,
            Optional<String> text,
            Optional<Long> length,
            Optional<SourceRef<ByteString>> body,
            ActorRef<Response> replyTo)
            implements ForwardMessage {
        public Request {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * The answer to {@link Request}, and to {@link OpenSocket} if that is refused.
     *
     * @param text a body that is whole
     * @param body a body that goes on
     */
    record Response(
            int status,
            String contentType,
            Map<String, String> headers,
            Optional<String> text,
            Optional<SourceRef<ByteString>> body)
            implements ForwardMessage {
        public Response {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * A caller's WebSocket that was opened at another node.
     *
     * @param ask the number of the place that is held for the call; empty if it runs
     * @param target path and query
     * @param fromCaller its frames, as {@link SocketFrames} writes them
     */
    record OpenSocket(
            String from,
            Optional<Long> ask,
            String target,
            SourceRef<ByteString> fromCaller,
            ActorRef<SocketAnswer> replyTo)
            implements ForwardMessage {}

    /**
     * The answer to {@link OpenSocket}: one of the two.
     *
     * @param toCaller frames for the caller
     */
    record SocketAnswer(Optional<SourceRef<ByteString>> toCaller, Optional<Response> refused)
            implements ForwardMessage {}

    /** The receiver is to take no more calls. */
    record DrainNode(ActorRef<DrainBegun> replyTo) implements ForwardMessage {}

    /** The answer to {@link DrainNode}. */
    record DrainBegun(String node) implements ForwardMessage {}
}
