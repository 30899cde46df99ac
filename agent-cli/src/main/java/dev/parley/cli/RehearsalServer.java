package dev.parley.cli;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.ws.BinaryMessage;
import akka.http.javadsl.model.ws.Message;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.parley.livekit.proto.RegisterWorkerResponse;
import dev.parley.livekit.proto.ServerMessage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes every worker as a LiveKit server does and gives it nothing to do; for the trial run. */
final class RehearsalServer {
    private final CompletableFuture<Done> reported = new CompletableFuture<>();

    /** Listens on any free port of this machine, until the system ends. */
    CompletionStage<ServerBinding> bind(ActorSystem<?> system) {
        return Http.get(system).newServerAt("127.0.0.1", 0).bindSync(this::answer);
    }

    /** Completes when a worker that is registered has told its load. */
    CompletionStage<Done> whenReported() {
        return reported.copy();
    }

    private HttpResponse answer(HttpRequest request) {
        return request.getAttribute(AttributeKeys.webSocketUpgrade)
                .map(upgrade -> upgrade.handleMessagesWith(Flow.fromSinkAndSourceCoupled(reports(), registered())))
                .orElseGet(() -> HttpResponse.create().withStatus(StatusCodes.NOT_FOUND));
    }

    /** The first message asks for the registration. */
    private Sink<Message, ?> reports() {
        return Flow.<Message>create().drop(1).to(Sink.foreach(report -> reported.complete(Done.getInstance())));
    }

    private static Source<Message, ?> registered() {
        ServerMessage answer = ServerMessage.newBuilder()
                .setRegister(RegisterWorkerResponse.newBuilder().setWorkerId("AW_rehearsal"))
                .build();
        Message message = BinaryMessage.create(ByteString.fromArrayUnsafe(answer.toByteArray()));
        return Source.single(message).concat(Source.maybe());
    }
}
