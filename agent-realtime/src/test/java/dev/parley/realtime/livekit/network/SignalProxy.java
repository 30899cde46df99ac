package dev.parley.realtime.livekit.network;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.Authorization;
import akka.http.javadsl.model.ws.BinaryMessage;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.WebSocketRequest;
import akka.http.javadsl.model.ws.WebSocketUpgrade;
import akka.http.javadsl.model.ws.WebSocketUpgradeResponse;
import akka.japi.Pair;
import akka.japi.function.Function;
import akka.stream.Materializer;
import akka.stream.javadsl.AsPublisher;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.parley.livekit.LiveKitUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/** Between clients and a server's {@code /rtc/v1}: passes everything on, signals with other {@link Addresses}. */
final class SignalProxy implements AutoCloseable {
    private static final long STRICT_MILLIS = 5_000;
    private static final long START_SECONDS = 20;

    private final ActorSystem<?> system;
    private final Materializer materializer;
    private final LiveKitUrl server;
    private final Addresses addresses;
    private final ServerBinding binding;

    SignalProxy(ActorSystem<?> system, LiveKitUrl server, Addresses addresses) {
        this.system = system;
        this.materializer = Materializer.matFromSystem(system);
        this.server = server;
        this.addresses = addresses;
        Function<HttpRequest, CompletionStage<HttpResponse>> handler = this::pass;
        try {
            this.binding = Http.get(system)
                    .newServerAt("127.0.0.1", 0)
                    .bind(handler)
                    .toCompletableFuture()
                    .get(START_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("proxy of signals: not started", e);
        }
    }

    int port() {
        return binding.localAddress().getPort();
    }

    private CompletionStage<HttpResponse> pass(HttpRequest request) {
        Optional<WebSocketUpgrade> upgrade = request.getAttribute(AttributeKeys.webSocketUpgrade);
        return upgrade.isPresent() ? pass(request, upgrade.get()) : passPlain(request);
    }

    private String target(HttpRequest request) {
        String query = request.getUri().rawQueryString().orElse("");
        return request.getUri().path() + (query.isEmpty() ? "" : "?" + addresses.query(query));
    }

    private CompletionStage<HttpResponse> passPlain(HttpRequest request) {
        HttpRequest passed =
                HttpRequest.create(server.http(target(request)).toString()).withMethod(request.method());
        return Http.get(system)
                .singleRequest(authorization(request).map(passed::addHeader).orElse(passed));
    }

    private static Optional<HttpHeader> authorization(HttpRequest request) {
        return request.getHeader(Authorization.class).map(header -> header);
    }

    private CompletionStage<HttpResponse> pass(HttpRequest request, WebSocketUpgrade upgrade) {
        Pair<Subscriber<Message>, Source<Message, NotUsed>> fromClient =
                Source.<Message>asSubscriber().preMaterialize(materializer);
        Pair<Publisher<Message>, Sink<Message, NotUsed>> toClient =
                Sink.<Message>asPublisher(AsPublisher.WITHOUT_FANOUT).preMaterialize(materializer);
        WebSocketRequest passed =
                WebSocketRequest.create(server.webSocket(target(request)).toString());
        Flow<Message, Message, NotUsed> toServer = Flow.fromSinkAndSource(
                mapped(addresses::toClient).to(toClient.second()),
                fromClient.second().via(mapped(addresses::toServer)));
        CompletionStage<WebSocketUpgradeResponse> answer = Http.get(system)
                .singleWebSocketRequest(
                        authorization(request).map(passed::addHeader).orElse(passed), toServer, materializer)
                .first();
        return answer.thenApply(response -> response.isValid()
                ? upgrade.handleMessagesWith(Flow.fromSinkAndSource(
                        Sink.fromSubscriber(fromClient.first()), Source.fromPublisher(toClient.first())))
                : HttpResponse.create().withStatus(response.response().status()));
    }

    private interface Change {
        byte[] of(byte[] signal) throws IOException;
    }

    private Flow<Message, Message, NotUsed> mapped(Change change) {
        return Flow.<Message>create()
                .mapAsync(1, message -> message.asBinaryMessage().toStrict(STRICT_MILLIS, materializer))
                .map(strict -> {
                    try {
                        byte[] changed = change.of(strict.getStrictData().toArray());
                        return (Message) BinaryMessage.create(ByteString.fromArray(changed));
                    } catch (IOException e) {
                        throw new UncheckedIOException("a signal", e);
                    }
                });
    }

    @Override
    public void close() {
        binding.terminate(java.time.Duration.ofSeconds(1));
    }
}
