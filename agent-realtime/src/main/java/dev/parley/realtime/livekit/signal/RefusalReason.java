package dev.parley.realtime.livekit.signal;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.headers.Authorization;
import dev.parley.livekit.LiveKitUrl;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Finds out why a server does not let us in: a refused handshake has a number, and {@code GET /rtc/validate} the words. Refusals by a
 * number from 400 to 499 are final, but for 408, 425 and 429.
 */
final class RefusalReason {
    private static final String PATH = "/rtc/validate";
    private static final long DEADLINE_MILLIS = 5_000;
    private static final long LONGEST_TEXT = 2_000;

    private final ActorSystem<?> system;
    private final LiveKitUrl server;

    RefusalReason(ActorSystem<?> system, LiveKitUrl server) {
        this.system = system;
        this.server = server;
    }

    CompletionStage<SocketEnd> of(StatusCode handshake, String token) {
        HttpRequest request = HttpRequest.GET(server.http(PATH).toString()).addHeader(Authorization.oauth2(token));
        return Http.get(system)
                .singleRequest(request)
                .thenCompose(this::read)
                .toCompletableFuture()
                .orTimeout(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
                .handle((words, failure) -> end(handshake.intValue(), words == null ? "" : withoutToken(words, token)));
    }

    private CompletionStage<String> read(HttpResponse response) {
        HttpEntity entity = response.entity().withSizeLimit(LONGEST_TEXT);
        return entity.toStrict(DEADLINE_MILLIS, system)
                .thenApply(strict ->
                        response.status().isSuccess() ? "" : strict.getData().utf8String());
    }

    /** Servers repeat it in what they say. */
    private static String withoutToken(String words, String token) {
        return words.replace(token, "***").strip();
    }

    private SocketEnd end(int status, String words) {
        String text = "join of a room at " + server + ": refused with status " + status
                + (words.isEmpty() ? "" : ", " + words) + " (expected: "
                + switch (status) {
                    case 401, 403 -> "a token of a key that the server knows, in its time, with the grant roomJoin";
                    case 404 -> "a room that exists, or a server that creates rooms and has /rtc/v1";
                    default -> "101";
                }
                + ")";
        boolean isFinal = status >= 400 && status < 500 && status != 408 && status != 425 && status != 429;
        return isFinal ? new SocketEnd.Refused(text) : new SocketEnd.Lost(text);
    }
}
