package dev.parley.worker.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.pattern.Patterns;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.worker.http.OtherNodes.NodeStatus;
import dev.parley.worker.http.OtherNodes.Place;
import dev.parley.worker.job.Assignment;
import dev.parley.worker.job.CallRequest;
import dev.parley.worker.job.Calls;
import dev.parley.worker.job.JobSlots;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** The routes of a node that is part of a cluster: what is asked of a call is answered where it runs, and a new one runs where there is room. */
final class ClusterRoutes {
    private static final long LIST_SECONDS = 2;
    private static final long READ_MILLIS = 2_000;
    private static final Duration JOIN_AGAIN = Duration.ofMillis(200);

    private final OtherNodes others;
    private final Calls calls;
    private final CallActions actions;
    private final CallRoutes here;
    private final ActorSystem<?> system;

    ClusterRoutes(OtherNodes others, Calls calls, CallActions actions, CallRoutes here, ActorSystem<?> system) {
        this.others = others;
        this.calls = calls;
        this.actions = actions;
        this.here = here;
        this.system = system;
    }

    /** @param parts what follows {@code /api/calls} */
    CompletionStage<HttpResponse> calls(List<String> parts, HttpRequest request) {
        if (parts.isEmpty()) {
            return Method.get(request, () -> list(request));
        }
        String id = parts.get(0);
        return calls.find(id)
                .thenCompose(found -> found.isPresent()
                        ? here.answer(parts, request, Optional.empty())
                        : elsewhere(id, parts, request));
    }

    private CompletionStage<HttpResponse> elsewhere(String id, List<String> parts, HttpRequest request) {
        Optional<String> owner = others.ownerOf(id);
        if (owner.isPresent()) {
            return others.forward(owner.get(), Optional.empty(), request);
        }
        return CallRoutes.begins(parts) ? begin(id, parts, request) : sought(id, parts, request);
    }

    /** Another node's call may have begun a moment ago, so that this node has not heard of it: then the others are asked. */
    private CompletionStage<HttpResponse> sought(String id, List<String> parts, HttpRequest request) {
        return others.search(id)
                .thenCompose(found -> found.runsOn().isPresent()
                        ? others.forward(found.runsOn().get(), Optional.empty(), request)
                        : missing(id, found.lostWith(), parts, request));
    }

    private CompletionStage<HttpResponse> begin(String id, List<String> parts, HttpRequest request) {
        CallRequest.requireId(id);
        if (request.method().equals(CallRoutes.isSocket(parts) ? HttpMethods.GET : HttpMethods.POST)) {
            return others.place(id).thenCompose(place -> begin(place, id, parts, request));
        }
        return here.answer(parts, request, Optional.empty());
    }

    private CompletionStage<HttpResponse> begin(Place place, String id, List<String> parts, HttpRequest request) {
        if (place instanceof Place.Here own) {
            return onPlace(own.place(), parts, request);
        } else if (place instanceof Place.There other) {
            return others.forward(other.node(), Optional.of(other.ask()), request);
        }
        ApiFailure refused = ApiFailure.refused(((Place.Nowhere) place).refused());
        if (((Place.Nowhere) place).refused().why() == Assignment.Why.EXISTS && CallRoutes.isSocket(parts)) {
            return join(id, refused, parts, request);
        }
        throw refused;
    }

    /** A socket joins the call that was begun by another one at the same moment. */
    private CompletionStage<HttpResponse> join(String id, ApiFailure refused, List<String> parts, HttpRequest request) {
        return joined(id, parts, request)
                .thenCompose(answer -> answer.isPresent()
                        ? CompletableFuture.completedFuture(answer)
                        : Patterns.after(JOIN_AGAIN, system.classicSystem(), () -> joined(id, parts, request)))
                .thenApply(answer -> answer.orElseThrow(() -> refused));
    }

    /** Empty if the call runs nowhere, perhaps since it has a place and is about to. */
    private CompletionStage<Optional<HttpResponse>> joined(String id, List<String> parts, HttpRequest request) {
        return calls.find(id)
                .thenCompose(own -> own.isPresent()
                        ? here.answer(parts, request, Optional.empty()).thenApply(Optional::of)
                        : others.search(id).thenCompose(found -> joinedOn(found.runsOn(), request)));
    }

    private CompletionStage<Optional<HttpResponse>> joinedOn(Optional<String> node, HttpRequest request) {
        return node.map(there ->
                        others.forward(there, Optional.empty(), request).thenApply(Optional::of))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    private CompletionStage<HttpResponse> onPlace(JobSlots.Reservation place, List<String> parts, HttpRequest request) {
        CompletionStage<HttpResponse> answer;
        try {
            answer = here.answer(parts, request, Optional.of(place));
        } catch (RuntimeException refused) {
            answer = CompletableFuture.failedFuture(refused);
        }
        return answer.whenComplete((done, problem) -> place.release());
    }

    private CompletionStage<HttpResponse> missing(
            String id, Optional<String> lostWith, List<String> parts, HttpRequest request) {
        others.lostWith(id).or(() -> lostWith).ifPresent(node -> {
            throw ApiFailure.callLost(id, node);
        });
        return here.answer(parts, request, Optional.empty());
    }

    /** Of all nodes; one that doesn't answer is named instead. */
    private CompletionStage<HttpResponse> list(HttpRequest request) {
        CompletionStage<ObjectNode> all = actions.listed();
        for (NodeStatus node : others.nodes()) {
            if (node.self()) {
                all = all.thenApply(json -> named(json, node.node()));
            } else {
                all = all.thenCombine(listOf(node.node(), request), ClusterRoutes::joined);
            }
        }
        return all.thenApply(json -> Json.response(StatusCodes.OK, json));
    }

    private CompletionStage<ObjectNode> listOf(String node, HttpRequest request) {
        return others.forward(node, Optional.empty(), request)
                .thenCompose(answer -> answer.entity().toStrict(READ_MILLIS, system))
                .thenApply(
                        body -> named(Json.parseObject("calls", body.getData().toArray()), node))
                .toCompletableFuture()
                .orTimeout(LIST_SECONDS, TimeUnit.SECONDS)
                .exceptionally(problem -> silent(node));
    }

    private static ObjectNode named(ObjectNode json, String node) {
        json.path("calls").forEach(call -> ((ObjectNode) call).put("node", node));
        return json;
    }

    private static ObjectNode silent(String node) {
        ObjectNode json = Json.object();
        json.putArray("silent_nodes").add(node);
        return json;
    }

    private static ObjectNode joined(ObjectNode all, ObjectNode more) {
        more.properties().forEach(part -> all.withArray(part.getKey()).addAll((ArrayNode) part.getValue()));
        return all;
    }

    /** @param parts what follows {@code /api/cluster} */
    CompletionStage<HttpResponse> cluster(List<String> parts, HttpRequest request) {
        if (parts.isEmpty()) {
            return Method.get(
                    request, () -> CompletableFuture.completedFuture(Json.response(StatusCodes.OK, status())));
        } else if (parts.equals(List.of("drain"))) {
            return Method.post(request, () -> drain(request));
        }
        throw ApiFailure.notFound(request.getUri().path());
    }

    private ObjectNode status() {
        ObjectNode json = Json.object();
        ArrayNode rows = json.putArray("nodes");
        for (NodeStatus node : others.nodes()) {
            rows.addObject()
                    .put("node", node.node())
                    .put("self", node.self())
                    .put("state", node.state())
                    .put("active_jobs", node.taken())
                    .put("max_jobs", node.capacity())
                    .put("cpu", node.cpu())
                    .put("dispatcher_lag_ms", node.lagMillis());
        }
        return json;
    }

    private CompletionStage<HttpResponse> drain(HttpRequest request) {
        String node = request.getUri()
                .query()
                .get("node")
                .orElseThrow(() -> ApiFailure.badRequest("node: none (expected: ?node=HOST:PORT of a node)"));
        return others.drain(node)
                .thenApply(begun -> Json.response(
                        StatusCodes.ACCEPTED, Json.object().put("node", node).put("state", "draining")));
    }
}
