package dev.parley.worker.http;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.session.AgentSession;
import dev.parley.worker.job.Assignment;
import dev.parley.worker.job.Attendance;
import dev.parley.worker.job.Call;
import dev.parley.worker.job.CallRequest;
import dev.parley.worker.job.Caller;
import dev.parley.worker.job.Calls;
import dev.parley.worker.job.Exchange;
import dev.parley.worker.job.JobSlots;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What can be done with a call over plain HTTP. Failures are the answer's, as {@link ErrorAnswers} words them. */
final class CallActions {
    private static final long LONGEST_WAIT = 120_000;

    private final Calls calls;
    private final Attendance attendance;
    private final Bodies bodies;
    private final PcmIntake audio;
    private final Optional<OtherNodes> others;

    /** @param others with whom it is agreed which call begins where; then none begins without a place */
    CallActions(Calls calls, Attendance attendance, ActorSystem<?> system, Optional<OtherNodes> others) {
        this.others = others;
        this.calls = calls;
        this.attendance = attendance;
        this.bodies = new Bodies(system);
        this.audio = new PcmIntake(system, bodies);
    }

    CompletionStage<HttpResponse> list() {
        return listed().thenApply(all -> Json.response(StatusCodes.OK, all));
    }

    CompletionStage<ObjectNode> listed() {
        return calls.list().thenApply(CallJson::list);
    }

    CompletionStage<HttpResponse> describe(String id) {
        return attended(
                id, call -> CompletableFuture.completedFuture(Json.response(StatusCodes.OK, CallJson.described(call))));
    }

    /** @param place held for the call; empty to take one */
    CompletionStage<HttpResponse> start(String id, HttpRequest request, Optional<JobSlots.Reservation> place) {
        CallRequest.requireId(id);
        return bodies.readObject(request)
                .thenApply(body -> new CallRequest(id, metadata(body.path("metadata")), Caller.by("http")))
                .thenCompose(wanted -> assign(wanted, place))
                .thenCompose(call -> attendance.during(call, () -> whenStarted(call)));
    }

    CompletionStage<HttpResponse> audio(String id, HttpRequest request) {
        return attended(
                id,
                call -> withSession(call)
                        .thenCompose(session -> audio.take(request, session))
                        .thenApply(millis -> Json.response(
                                StatusCodes.ACCEPTED, Json.object().put("accepted_ms", millis))));
    }

    CompletionStage<HttpResponse> commit(String id, HttpRequest request) {
        long wait = waitMillis(request);
        return attended(id, call -> withSession(call).thenCompose(session -> commit(call, session, wait)));
    }

    CompletionStage<HttpResponse> text(String id, HttpRequest request) {
        long wait = waitMillis(request);
        return attended(
                id,
                call -> bodies.readObject(request)
                        .thenApply(body -> requireWords(Json.requireText(body, "text")))
                        .thenCompose(
                                text -> withSession(call).thenCompose(session -> text(call, session, text, wait))));
    }

    CompletionStage<HttpResponse> cancel(String id) {
        return attended(
                id,
                call -> withSession(call).thenApply(session -> {
                    session.cancelResponse();
                    return Json.response(
                            StatusCodes.OK, Json.object().put("call", id).put("cancelled", true));
                }));
    }

    CompletionStage<HttpResponse> end(String id) {
        return require(id)
                .thenCompose(call -> call.end("caller: ended the call"))
                .thenApply(end -> Json.response(
                        StatusCodes.OK, Json.object().put("call", id).put("ended", true)));
    }

    /** Fails with what the caller is told if the worker refuses. */
    CompletionStage<Call> assign(CallRequest request, Optional<JobSlots.Reservation> place) {
        if (others.isPresent() && place.isEmpty()) {
            return calls.find(request.id()).thenApply(found -> {
                throw ApiFailure.refused(
                        found.isPresent()
                                ? Assignment.Refused.doubled(request.id())
                                : Assignment.Refused.changing(request.id()));
            });
        }
        CompletionStage<Assignment> assigned =
                place.isPresent() ? calls.startReserved(request, place.get()) : calls.assign(request);
        return assigned.thenApply(CallActions::accepted);
    }

    CompletionStage<Optional<Call>> find(String id) {
        return calls.find(id);
    }

    /** Fails with 404 if there is none. */
    CompletionStage<Call> require(String id) {
        return calls.find(id).thenApply(found -> found.orElseThrow(() -> ApiFailure.noSession(id)));
    }

    static CompletionStage<AgentSession> withSession(Call call) {
        return call.whenAttached();
    }

    static String requireWords(String text) {
        if (text.isBlank()) {
            throw ApiFailure.badRequest("text: blank (expected: what the caller says)");
        }
        return text;
    }

    /** Fails with 404 if there is no such call; its caller is there until the answer is. */
    private CompletionStage<HttpResponse> attended(String id, Function<Call, CompletionStage<HttpResponse>> action) {
        return require(id).thenCompose(call -> attendance.during(call, () -> action.apply(call)));
    }

    private static CompletionStage<HttpResponse> whenStarted(Call call) {
        call.callerConnected();
        return call.whenStarted()
                .thenApply(session -> Json.response(StatusCodes.CREATED, CallJson.started(call, session)));
    }

    private CompletionStage<HttpResponse> commit(Call call, AgentSession session, long waitMillis) {
        CompletionStage<Exchange> next = call.exchanges().nextAnswer();
        CompletionStage<Exchange> answered = session.commitAudio()
                .thenCompose(words -> words.isBlank() ? call.exchanges().untakenAnswer() : next);
        return answered(call, answered, waitMillis);
    }

    private static CompletionStage<HttpResponse> text(Call call, AgentSession session, String text, long waitMillis) {
        CompletionStage<Exchange> answer = call.exchanges().nextAnswer();
        session.sendText(text);
        return answered(call, answer, waitMillis);
    }

    private static CompletionStage<HttpResponse> answered(
            Call call, CompletionStage<Exchange> answer, long waitMillis) {
        CompletableFuture<Done> deadline =
                new CompletableFuture<Done>().completeOnTimeout(Done.getInstance(), waitMillis, TimeUnit.MILLISECONDS);
        return answer.thenApply(exchange -> Json.response(StatusCodes.OK, CallJson.answer(exchange)))
                .applyToEither(
                        deadline.thenApply(late -> Json.response(
                                StatusCodes.ACCEPTED,
                                CallJson.answer(call.exchanges().latest()))),
                        response -> response)
                .whenComplete((response, problem) -> deadline.cancel(false));
    }

    private static Call accepted(Assignment assignment) {
        if (assignment instanceof Assignment.Accepted accepted) {
            return accepted.call();
        }
        throw ApiFailure.refused((Assignment.Refused) assignment);
    }

    private static String metadata(JsonNode given) {
        if (given.isMissingNode()) {
            return "{}";
        } else if (given.isObject()) {
            return Json.text(given);
        }
        throw ApiFailure.badRequest("metadata: " + given.getNodeType() + " (expected: a JSON object)");
    }

    private static long waitMillis(HttpRequest request) {
        String given = request.getUri().query().get("wait_ms").orElse("30000");
        if (given.matches("\\d{1,6}") && Long.parseLong(given) <= LONGEST_WAIT) {
            return Long.parseLong(given);
        }
        throw ApiFailure.badRequest("wait_ms: " + given + " (expected: 0 to " + LONGEST_WAIT + ")");
    }
}
