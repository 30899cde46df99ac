package dev.parley.worker.http;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import dev.parley.worker.job.JobSlots;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The routes below {@code /api/calls}, for the calls of this node. */
final class CallRoutes {
    private final CallActions actions;
    private final CallSocket socket;
    private final EventStream events;

    CallRoutes(CallActions actions, CallSocket socket, EventStream events) {
        this.actions = actions;
        this.socket = socket;
        this.events = events;
    }

    /**
     * The answer.
     *
     * @param parts what follows {@code /api/calls}
     * @param place held for the call if it begins by this
     */
    CompletionStage<HttpResponse> answer(
            List<String> parts, HttpRequest request, Optional<JobSlots.Reservation> place) {
        if (parts.isEmpty()) {
            return Method.get(request, actions::list);
        }
        String id = parts.get(0);
        if (parts.size() == 1) {
            return Method.get(request, () -> actions.describe(id));
        }
        return switch (verb(parts)) {
            case "start" -> Method.post(request, () -> actions.start(id, request, place));
            case "audio" -> Method.post(request, () -> actions.audio(id, request));
            case "commit" -> Method.post(request, () -> actions.commit(id, request));
            case "text" -> Method.post(request, () -> actions.text(id, request));
            case "cancel" -> Method.post(request, () -> actions.cancel(id));
            case "end" -> Method.post(request, () -> actions.end(id));
            case "ws" -> Method.get(request, () -> socket.open(id, request, place));
            case "events" -> Method.get(request, () -> actions.require(id).thenCompose(events::open));
            default -> throw ApiFailure.notFound(request.getUri().path());
        };
    }

    /** Whether this begins a call if there is none. */
    static boolean begins(List<String> parts) {
        return verb(parts).equals("start") || isSocket(parts);
    }

    static boolean isSocket(List<String> parts) {
        return verb(parts).equals("ws");
    }

    private static String verb(List<String> parts) {
        return parts.size() == 2 ? parts.get(1) : "";
    }
}
