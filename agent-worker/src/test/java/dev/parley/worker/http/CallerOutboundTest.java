package dev.parley.worker.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.http.javadsl.model.ws.Message;
import akka.stream.FanInShape2;
import akka.stream.OverflowStrategy;
import akka.stream.SourceShape;
import akka.stream.javadsl.GraphDSL;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.SourceQueueWithComplete;
import akka.stream.testkit.TestSubscriber;
import akka.stream.testkit.javadsl.TestSink;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.session.SessionEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CallerOutboundTest {
    private static ActorTestKit kit;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Counter dropped = registry.counter("dropped");
    private final Counter slow = registry.counter("slow");
    private final CallerOutbound stage = new CallerOutbound(AudioFormat.WIDEBAND, AudioFormat.WIDEBAND, dropped, slow);

    @SuppressWarnings("NullAway.Init")
    private SourceQueueWithComplete<AudioFrame> voice;

    @SuppressWarnings("NullAway.Init")
    private SourceQueueWithComplete<Outgoing> told;

    @SuppressWarnings("NullAway.Init")
    private TestSubscriber.Probe<Message> caller;

    @BeforeEach
    void run() {
        caller = Source.fromGraph(GraphDSL.create(
                        Source.<AudioFrame>queue(0, OverflowStrategy.backpressure()),
                        Source.<Outgoing>queue(0, OverflowStrategy.backpressure()),
                        this::keep,
                        (builder, frames, events) -> {
                            FanInShape2<AudioFrame, Outgoing, Message> fan = builder.add(stage);
                            builder.from(frames).toInlet(fan.in0());
                            builder.from(events).toInlet(fan.in1());
                            return SourceShape.of(fan.out());
                        }))
                .runWith(TestSink.create(kit.system()), kit.system());
        caller.ensureSubscription();
    }

    private NotUsed keep(SourceQueueWithComplete<AudioFrame> frames, SourceQueueWithComplete<Outgoing> events) {
        voice = frames;
        told = events;
        return NotUsed.getInstance();
    }

    /** Completes once the stage has taken it; what is offered to one stage's inlets is taken in that order. */
    private static <T> void give(SourceQueueWithComplete<T> inlet, T element) throws Exception {
        inlet.offer(element).toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private static AudioFrame tone(int value, int millis) {
        short[] samples = new short[16 * millis];
        java.util.Arrays.fill(samples, (short) value);
        return AudioFrame.ofSamples(samples, AudioFormat.WIDEBAND);
    }

    private static int firstSample(Message message) {
        byte[] pcm = message.asBinaryMessage().getStrictData().toArray();
        assertThat(pcm).hasSize(640);
        return (pcm[0] & 0xff) | (pcm[1] << 8);
    }

    private static Outgoing happened(SessionEvent event) {
        return new Outgoing.Happened(event);
    }

    @Test
    void shouldSendNothingOfACutSpeechAfterItsEvent() throws Exception {
        for (int i = 0; i < 5; i++) {
            give(voice, tone(1, 30));
        }
        give(told, happened(new SessionEvent.PlaybackCleared(Instant.now(), "s1")));
        give(voice, tone(2, 20));

        caller.request(10);

        assertThat(caller.requestNext().asTextMessage().getStrictText()).contains("playback_cleared");
        assertThat(firstSample(caller.expectNext())).isEqualTo(2);
        caller.expectNoMessage(scala.concurrent.duration.FiniteDuration.create(100, "ms"));
    }

    @Test
    void shouldSendTheTailOfASpeechFilledUpWithSilence() throws Exception {
        caller.request(10);
        give(voice, tone(3, 25));
        assertThat(firstSample(caller.expectNext())).isEqualTo(3);

        give(told, happened(new SessionEvent.SpeechFinished(Instant.now(), "s1", "x", Duration.ZERO, false)));

        Message first = caller.expectNext();
        Message second = caller.expectNext();
        Message tail = first.isText() ? second : first;
        byte[] pcm = tail.asBinaryMessage().getStrictData().toArray();
        assertThat(pcm[0]).isEqualTo((byte) 3);
        assertThat(pcm[639]).isZero();
    }

    @Test
    void shouldDropTheOldestVoiceWhenTheCallerDoesNotRead() throws Exception {
        for (int i = 0; i < CallerOutbound.MOST_FRAMES + 10; i++) {
            give(voice, tone(100 + i, 20));
        }
        give(told, new Outgoing.Reply(Json.object().put("type", "pong")));

        caller.request(1);
        assertThat(caller.expectNext().isText()).isTrue();
        caller.request(1);
        assertThat(firstSample(caller.expectNext())).isGreaterThan(100);
        assertThat(dropped.count()).isPositive();
    }

    @Test
    void shouldCutOffACallerThatLeavesItsEventsUnread() throws Exception {
        for (int i = 0; i <= CallerOutbound.MOST_TEXTS; i++) {
            give(told, new Outgoing.Reply(Json.object().put("n", i)));
        }
        told.watchCompletion().toCompletableFuture().handle((done, cut) -> done).get(5, TimeUnit.SECONDS);

        caller.request(5);

        assertThat(caller.expectNext().asTextMessage().getStrictText()).contains("overloaded");
        caller.expectComplete();
        assertThat(slow.count()).isEqualTo(1);
    }
}
