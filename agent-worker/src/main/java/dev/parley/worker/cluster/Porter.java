package dev.parley.worker.cluster;

import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.ws.Message;
import akka.stream.Materializer;
import akka.stream.SourceRef;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.StreamRefs;
import akka.util.ByteString;
import dev.parley.worker.cluster.internal.ForwardMessage.Request;
import dev.parley.worker.cluster.internal.ForwardMessage.Response;
import dev.parley.worker.cluster.internal.SocketFrames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Turns requests to the API and their answers into messages between nodes, and back. Bodies that are long or go on are streams. Thread-safe. */
final class Porter {
    /** What goes into one message; a stream's elements too, since the transport has a limit. */
    private static final int PIECE = 64 * 1024;

    private static final List<String> REQUEST_HEADERS = List.of("content-encoding");

    private final Materializer materializer;

    Porter(ActorSystem<?> system) {
        this.materializer = Materializer.matFromSystem(system);
    }

    Request packed(String self, Optional<Long> ask, HttpRequest request, ActorRef<Response> replyTo) {
        HttpEntity entity = request.entity();
        Optional<String> text = shortText(entity);
        OptionalLong length = entity.getContentLengthOption();
        Map<String, String> headers = new LinkedHashMap<>();
        REQUEST_HEADERS.forEach(name -> request.getHeader(name).ifPresent(header -> headers.put(name, header.value())));
        return new Request(
                self,
                ask,
                request.method().value(),
                target(request),
                entity.getContentType().toString(),
                headers,
                text,
                length.isPresent() ? Optional.of(length.getAsLong()) : Optional.empty(),
                text.isPresent() ? Optional.empty() : Optional.of(stream(entity)),
                replyTo);
    }

    static String target(HttpRequest request) {
        return request.getUri().toRelative().toString();
    }

    HttpRequest unpacked(Request packed) {
        ContentType type = ContentTypes.parse(packed.contentType());
        HttpRequest request = HttpRequest.create(packed.target())
                .withMethod(HttpMethods.lookup(packed.method()).orElse(HttpMethods.GET))
                .addHeaders(headers(packed.headers()));
        if (packed.text().isPresent()) {
            return request.withEntity(HttpEntities.create(
                    type, ByteString.fromString(packed.text().get())));
        }
        Source<ByteString, NotUsed> bytes = packed.body().orElseThrow().getSource();
        return request.withEntity(
                packed.length().isPresent()
                        ? HttpEntities.create(type, packed.length().get(), bytes)
                        : HttpEntities.create(type, bytes));
    }

    Response packed(HttpResponse answer) {
        HttpEntity entity = answer.entity();
        Optional<String> text = shortText(entity);
        Map<String, String> headers = new LinkedHashMap<>();
        answer.getHeaders().forEach(header -> headers.put(header.name(), header.value()));
        return new Response(
                answer.status().intValue(),
                entity.getContentType().toString(),
                headers,
                text,
                text.isPresent() ? Optional.empty() : Optional.of(stream(entity)));
    }

    static HttpResponse unpacked(Response packed) {
        ContentType type = ContentTypes.parse(packed.contentType());
        HttpResponse answer = HttpResponse.create().withStatus(packed.status()).addHeaders(headers(packed.headers()));
        return packed.text().isPresent()
                ? answer.withEntity(type, ByteString.fromString(packed.text().get()))
                : answer.withEntity(
                        HttpEntities.create(type, packed.body().orElseThrow().getSource()));
    }

    /** A caller's socket at the node that runs its call: takes the caller's frames, gives those for it. */
    SourceRef<ByteString> connected(SourceRef<ByteString> fromCaller, Flow<Message, Message, NotUsed> call) {
        return fromCaller
                .getSource()
                .map(SocketFrames::read)
                .via(call)
                .mapAsync(1, message -> SocketFrames.written(message, materializer))
                .runWith(StreamRefs.sourceRef(), materializer);
    }

    private static Optional<String> shortText(HttpEntity entity) {
        if (entity.isKnownEmpty()) {
            return Optional.of("");
        }
        boolean json = entity.getContentType().mediaType().equals(ContentTypes.APPLICATION_JSON.mediaType());
        return json
                        && entity instanceof HttpEntity.Strict strict
                        && strict.getData().size() <= PIECE
                ? Optional.of(strict.getData().utf8String())
                : Optional.empty();
    }

    /** The receiver has the limits. */
    private SourceRef<ByteString> stream(HttpEntity entity) {
        return entity.withoutSizeLimit()
                .getDataBytes()
                .mapConcat(Porter::pieces)
                .runWith(StreamRefs.sourceRef(), materializer);
    }

    private static List<ByteString> pieces(ByteString bytes) {
        if (bytes.size() <= PIECE) {
            return List.of(bytes);
        }
        List<ByteString> pieces = new ArrayList<>();
        for (int from = 0; from < bytes.size(); from += PIECE) {
            pieces.add(bytes.slice(from, Math.min(bytes.size(), from + PIECE)));
        }
        return List.copyOf(pieces);
    }

    private static List<HttpHeader> headers(Map<String, String> named) {
        return named.entrySet().stream()
                .map(header -> HttpHeader.parse(header.getKey(), header.getValue()))
                .toList();
    }
}
