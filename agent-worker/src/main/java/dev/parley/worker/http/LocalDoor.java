package dev.parley.worker.http;

import akka.NotUsed;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.ws.Message;
import akka.stream.javadsl.Flow;
import dev.parley.worker.job.JobSlots;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Answers on this node what came in at another one, where the sender was let in. Thread-safe; nothing blocks or fails. */
public interface LocalDoor {

    /**
     * The answer to a request about a call.
     *
     * @param place held for the call if it begins by this; given back if it doesn't
     */
    CompletionStage<HttpResponse> answer(HttpRequest request, Optional<JobSlots.Reservation> place);

    /**
     * Connects a caller's WebSocket.
     *
     * @param request with the path and query that were asked for
     */
    CompletionStage<Socket> socket(HttpRequest request, Optional<JobSlots.Reservation> place);

    /** What became of a WebSocket. */
    sealed interface Socket {
        record Open(Flow<Message, Message, NotUsed> flow) implements Socket {}

        record Refused(HttpResponse answer) implements Socket {}
    }
}
