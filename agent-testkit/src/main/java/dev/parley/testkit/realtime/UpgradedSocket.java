package dev.parley.testkit.realtime;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.event.Logging;
import akka.http.impl.engine.ws.FrameEvent;
import akka.http.impl.engine.ws.UpgradeToWebSocketLowLevel;
import akka.http.impl.engine.ws.WebSocket;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.TextMessage;
import akka.http.javadsl.model.ws.WebSocketUpgrade;
import akka.http.javadsl.settings.ServerSettings;
import akka.http.scaladsl.settings.WebSocketSettings;
import akka.stream.Materializer;
import akka.stream.javadsl.BidiFlow;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import scala.Option;
import scala.concurrent.duration.FiniteDuration;

/** Opens WebSockets whose end is decided by a {@link SocketFate}. */
final class UpgradedSocket {
    private static final long MESSAGE_MILLIS = 10_000;
    private static final FiniteDuration CLOSE_TIMEOUT = FiniteDuration.apply(3, TimeUnit.SECONDS);

    private final ActorSystem<?> system;
    private final Materializer materializer;

    UpgradedSocket(ActorSystem<?> system) {
        this.system = system;
        this.materializer = Materializer.matFromSystem(system);
    }

    HttpResponse open(WebSocketUpgrade upgrade, Flow<String, String, NotUsed> events, SocketFate fate) {
        if (!(upgrade instanceof UpgradeToWebSocketLowLevel lowLevel)) {
            throw new IllegalStateException(
                    "WebSocket upgrade: " + upgrade.getClass().getName()
                            + " (expected: the one of Akka HTTP 10.5, which gives access to frames)");
        }
        Flow<akka.http.scaladsl.model.ws.Message, akka.http.scaladsl.model.ws.Message, NotUsed> messages =
                Flow.<akka.http.scaladsl.model.ws.Message>create()
                        .mapAsync(1, this::text)
                        .via(events)
                        .map(text -> TextMessage.create(text).asScala());
        Flow<FrameEvent, FrameEvent, Object> frames = BidiFlow.fromGraph(new FrameGate(fate))
                .atop(stack())
                .join(messages)
                .mapMaterializedValue(unused -> unused);
        return lowLevel.handleFrames(frames, protocol(upgrade));
    }

    private BidiFlow<
                    FrameEvent,
                    akka.http.scaladsl.model.ws.Message,
                    akka.http.scaladsl.model.ws.Message,
                    FrameEvent,
                    NotUsed>
            stack() {
        WebSocketSettings settings = (WebSocketSettings)
                ServerSettings.create(system.classicSystem()).getWebsocketSettings();
        return WebSocket.stack(true, settings, CLOSE_TIMEOUT, Logging.getLogger(system.classicSystem(), this))
                .asJava();
    }

    private static Option<String> protocol(WebSocketUpgrade upgrade) {
        for (String offered : upgrade.getRequestedProtocols()) {
            if (offered.equals(ConnectionRequest.PROTOCOL)) {
                return Option.apply(offered);
            }
        }
        return Option.empty();
    }

    /** A message as text; what is none is no event either. */
    private CompletionStage<String> text(akka.http.scaladsl.model.ws.Message received) {
        Message message = Message.adapt(received);
        if (!message.isText()) {
            message.asBinaryMessage().getStreamedData().runWith(Sink.ignore(), materializer);
            return CompletableFuture.completedFuture("");
        }
        TextMessage text = message.asTextMessage();
        return text.isStrict()
                ? CompletableFuture.completedFuture(text.getStrictText())
                : text.toStrict(MESSAGE_MILLIS, materializer).thenApply(TextMessage::getStrictText);
    }
}
