package dev.parley.worker.livekit;

import akka.Done;
import akka.actor.typed.ActorSystem;
import dev.parley.livekit.proto.WorkerMessage;
import dev.parley.livekit.token.AccessToken;
import dev.parley.livekit.token.VideoGrant;
import dev.parley.worker.livekit.internal.LinkSocket;
import dev.parley.worker.metrics.WorkerMetric;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;

/** The link's socket of the moment, by a number that tells it from those before. Used by one actor. */
final class Connection {
    private static final String PATH = "/agent?protocol=1";

    private final ActorSystem<?> system;
    private final LinkParts parts;
    private int number;
    private Optional<LinkSocket> socket = Optional.empty();
    private CompletionStage<Done> gone = CompletableFuture.completedFuture(Done.getInstance());

    Connection(ActorSystem<?> system, LinkParts parts) {
        this.system = system;
        this.parts = parts;
    }

    /** Opens a socket with a token of its own. */
    void open(IntFunction<LinkSocket.Listener> listener) {
        number++;
        parts.environment().metrics().counter(WorkerMetric.LIVEKIT_CONNECTS).increment();
        String token = AccessToken.of(parts.options().credentials(), parts.clock())
                .video(VideoGrant.worker())
                .toJwt();
        socket = Optional.of(LinkSocket.open(
                system,
                parts.server().webSocket(PATH),
                token,
                parts.options().times().connect(),
                listener.apply(number)));
    }

    /** Whether this is the socket of the moment. */
    boolean isCurrent(int socketNumber) {
        return socketNumber == number;
    }

    int current() {
        return number;
    }

    /** False if so much waits that there is no room for it; without a socket it is of no interest any more. */
    boolean send(WorkerMessage message) {
        return socket.map(open -> open.send(message)).orElse(true);
    }

    void close() {
        number++;
        Optional<LinkSocket> open = socket;
        socket = Optional.empty();
        open.ifPresent(last -> gone = last.close());
    }

    /** Completes when nothing of the last socket is left. Never fails. */
    CompletionStage<Done> whenGone() {
        return gone;
    }
}
