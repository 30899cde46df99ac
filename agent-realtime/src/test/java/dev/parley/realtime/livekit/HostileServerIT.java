package dev.parley.realtime.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.ws.BinaryMessage;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.WebSocketUpgrade;
import akka.stream.ThrottleMode;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.parley.livekit.LiveKitUrl;
import dev.parley.livekit.proto.SignalResponse;
import dev.parley.realtime.livekit.signal.SignalSettings;
import dev.parley.testkit.ActorKit;
import dev.parley.testkit.fuzz.Corpus;
import dev.parley.testkit.fuzz.Mutator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that lets everybody in and then signals whatever it likes. */
class HostileServerIT {
    @RegisterExtension
    static final ActorKit KIT = ActorKit.create();

    private static final List<byte[]> SIGNALS = Corpus.hex(HostileServerIT.class, "/fuzz/signal.txt");
    private static final int FRAMES = 300;
    private static final int SPRAYED = 60;

    private final AtomicLong seed = new AtomicLong();
    private volatile CompletableFuture<Integer> sprayed = new CompletableFuture<>();

    @Test
    @Timeout(180)
    void shouldLeaveAfterWhateverCame() throws Exception {
        joinAndLeave(12, 1);
    }

    @Test
    @Tag("long")
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void shouldLeaveAfterWhateverCameManyTimes() throws Exception {
        joinAndLeave(400, System.nanoTime());
    }

    private void joinAndLeave(int rooms, long firstSeed) throws Exception {
        seed.set(firstSeed);
        ServerBinding server = Http.get(KIT.system())
                .newServerAt("127.0.0.1", 0)
                .bindSync(this::answer)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        LiveKitUrl url = LiveKitUrl.of("ws://127.0.0.1:" + server.localAddress().getPort());
        RoomOptions options = RoomOptions.standard()
                .withSignals(SignalSettings.standard()
                        .withAttempts(1, 2)
                        .withBackOff(Duration.ofMillis(10), Duration.ofMillis(50)));
        for (int i = 0; i < rooms; i++) {
            sprayed = new CompletableFuture<>();
            LivekitRoom room = get(LivekitRoom.connect(url, "token", options, KIT.system()));
            room.updateAttributes(Map.of("a", "b"));
            CompletableFuture.anyOf(sprayed, room.whenEnded().toCompletableFuture())
                    .get(60, TimeUnit.SECONDS);
            get(room.disconnect());
            assertThat(get(room.whenEnded()).text())
                    .as("with seed %d", seed.get())
                    .isNotEmpty();
        }

        assertThat(KIT.logs())
                .as("with seed %d", firstSeed)
                .noneMatch(line -> line.contains("A task of a room failed"));
        get(server.terminate(Duration.ofSeconds(5)));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private HttpResponse answer(HttpRequest request) {
        return request.getAttribute(AttributeKeys.webSocketUpgrade)
                .map(this::hostile)
                .orElse(HttpResponse.create().withStatus(404));
    }

    private HttpResponse hostile(WebSocketUpgrade upgrade) {
        Mutator mutator = new Mutator(SIGNALS, new SplittableRandom(seed.incrementAndGet()));
        Source<Message, NotUsed> frames = Source.range(0, FRAMES)
                .map(i -> {
                    if (i == SPRAYED) {
                        sprayed.complete(i);
                    }
                    return BinaryMessage.create(ByteString.fromArray(i == 0 ? join() : mutator.next()));
                })
                .map(message -> (Message) message)
                .throttle(FRAMES, Duration.ofSeconds(1), FRAMES, ThrottleMode.shaping())
                .concat(Source.maybe());
        return upgrade.handleMessagesWith(Flow.fromSinkAndSource(Sink.ignore(), frames));
    }

    private static byte[] join() throws Exception {
        for (byte[] signal : SIGNALS) {
            if (SignalResponse.parseFrom(signal).hasJoin()) {
                return signal;
            }
        }
        throw new IllegalStateException("corpus: no join (expected: one)");
    }
}
