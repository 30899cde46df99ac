package dev.parley.worker.livekit;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.ws.BinaryMessage;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.WebSocketUpgrade;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.livekit.LiveKitUrl;
import dev.parley.livekit.proto.RegisterWorkerResponse;
import dev.parley.livekit.proto.ServerMessage;
import dev.parley.livekit.proto.WorkerMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A server on the loopback interface that does what no LiveKit server does. */
final class ScriptedServer implements AutoCloseable {
    private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "scripted-server");
    private final List<Long> attempts = new CopyOnWriteArrayList<>();
    private final List<String> headers = new CopyOnWriteArrayList<>();
    private final List<WorkerMessage> heard = new CopyOnWriteArrayList<>();
    private final ServerBinding binding;

    private ScriptedServer(Function<WebSocketUpgrade, HttpResponse> answer) throws Exception {
        binding = Http.get(system)
                .newServerAt("127.0.0.1", 0)
                .bindSync(request -> answer(request, answer))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private HttpResponse answer(HttpRequest request, Function<WebSocketUpgrade, HttpResponse> answer) {
        attempts.add(System.nanoTime());
        headers.add(request.getUri() + " "
                + request.getHeader("Authorization").orElseThrow().value());
        return answer.apply(request.getAttribute(AttributeKeys.webSocketUpgrade).orElseThrow());
    }

    /** One that answers without an upgrade. */
    static ScriptedServer refusing(int status) throws Exception {
        return new ScriptedServer(upgrade -> HttpResponse.create().withStatus(status));
    }

    /** One that answers with a page. */
    static ScriptedServer showing(String page) throws Exception {
        return new ScriptedServer(upgrade -> HttpResponse.create().withEntity(page));
    }

    /** One that reads all and says these frames, then ends the socket. */
    static ScriptedServer sayingAndClosing(Message... frames) throws Exception {
        return new ScriptedServer(upgrade ->
                upgrade.handleMessagesWith(Flow.fromSinkAndSourceCoupled(Sink.ignore(), Source.from(List.of(frames)))));
    }

    /** One that reads all, says these frames, and nothing more. */
    static ScriptedServer saying(Message... frames) throws Exception {
        ScriptedServer[] self = new ScriptedServer[1];
        self[0] = new ScriptedServer(upgrade -> upgrade.handleMessagesWith(Flow.fromSinkAndSource(
                Flow.<Message>create()
                        .mapAsync(1, message -> self[0].hear(message))
                        .to(Sink.ignore()),
                Source.from(List.of(frames)).concat(Source.maybe()))));
        return self[0];
    }

    /** One that answers what it hears; these are its answers. */
    static ScriptedServer answering(Function<WorkerMessage, List<ServerMessage.Builder>> answers) throws Exception {
        ScriptedServer[] self = new ScriptedServer[1];
        self[0] = new ScriptedServer(upgrade -> upgrade.handleMessagesWith(Flow.<Message>create()
                .mapAsync(1, message -> self[0].hear(message))
                .mapConcat(answers::apply)
                .map(ScriptedServer::frame)));
        return self[0];
    }

    private CompletionStage<WorkerMessage> hear(Message message) {
        return message.asBinaryMessage()
                .toStrict(5_000, akka.stream.SystemMaterializer.get(system).materializer())
                .thenApply(strict -> {
                    WorkerMessage parsed = parsed(strict.getStrictData());
                    heard.add(parsed);
                    return parsed;
                });
    }

    private static WorkerMessage parsed(ByteString frame) {
        try {
            return WorkerMessage.parseFrom(frame.toArray());
        } catch (InvalidProtocolBufferException garbage) {
            throw new AssertionError(garbage);
        }
    }

    /** What a server says first. */
    static Message registered() {
        return frame(ServerMessage.newBuilder()
                .setRegister(RegisterWorkerResponse.newBuilder().setWorkerId("AW_scripted")));
    }

    static Message frame(ServerMessage.Builder message) {
        return BinaryMessage.create(ByteString.fromArray(message.build().toByteArray()));
    }

    /** The same frame in pieces of one byte. */
    static Message inPieces(ServerMessage.Builder message) {
        byte[] bytes = message.build().toByteArray();
        List<ByteString> pieces = new java.util.ArrayList<>();
        for (byte each : bytes) {
            pieces.add(ByteString.fromArray(new byte[] {each}));
        }
        return BinaryMessage.create(Source.from(pieces));
    }

    LiveKitUrl url() {
        return LiveKitUrl.of("ws://127.0.0.1:" + binding.localAddress().getPort());
    }

    List<String> headers() {
        return headers;
    }

    List<WorkerMessage> heard() {
        return heard;
    }

    int attempts() {
        return attempts.size();
    }

    /** Times between attempts, in milliseconds. */
    List<Long> waits() {
        List<Long> waits = new java.util.ArrayList<>();
        for (int i = 1; i < attempts.size(); i++) {
            waits.add(TimeUnit.NANOSECONDS.toMillis(attempts.get(i) - attempts.get(i - 1)));
        }
        return waits;
    }

    @Override
    public void close() {
        binding.terminate(Duration.ofMillis(100))
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        system.terminate();
        system.getWhenTerminated()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
