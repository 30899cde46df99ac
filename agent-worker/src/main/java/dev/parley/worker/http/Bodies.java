package dev.parley.worker.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.RequestEntity;
import akka.stream.javadsl.Sink;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads request bodies within their limits. */
final class Bodies {
    static final long JSON_LIMIT = 2L << 20;
    static final long AUDIO_LIMIT = 32L << 20;
    private static final long READ_MILLIS = 30_000;

    private final ActorSystem<?> system;

    Bodies(ActorSystem<?> system) {
        this.system = system;
    }

    /** The body as a JSON object; an empty body is an empty object. */
    CompletionStage<ObjectNode> readObject(HttpRequest request) {
        RequestEntity entity = request.entity();
        return refuse(request, JSON_LIMIT)
                .orElseGet(() -> entity.withSizeLimit(JSON_LIMIT)
                        .toStrict(READ_MILLIS, system)
                        .thenApply(strict -> strict.getData().isEmpty()
                                ? Json.object()
                                : Json.parseObject("body", strict.getData().toArray())));
    }

    /** What is wrong with the body before any of it was read; it is then not read at all. */
    Optional<CompletionStage<ObjectNode>> refuse(HttpRequest request, long limit) {
        RequestEntity entity = request.entity();
        Optional<ApiFailure> problem = request.getHeader("content-encoding")
                .filter(encoding -> !encoding.value().equalsIgnoreCase("identity"))
                .map(encoding -> ApiFailure.unsupported("content encoding", encoding.value(), "none"));
        if (problem.isEmpty() && entity.getContentLengthOption().orElse(0) > limit) {
            problem = Optional.of(ApiFailure.tooLarge(limit));
        }
        return problem.map(failure -> {
            entity.withoutSizeLimit().getDataBytes().runWith(Sink.cancelled(), system);
            return CompletableFuture.failedFuture(failure);
        });
    }
}
