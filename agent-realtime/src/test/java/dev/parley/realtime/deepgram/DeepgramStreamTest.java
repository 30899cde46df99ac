package dev.parley.realtime.deepgram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.japi.Pair;
import akka.stream.javadsl.Keep;
import akka.stream.testkit.TestPublisher;
import akka.stream.testkit.TestSubscriber;
import akka.stream.testkit.javadsl.TestSink;
import akka.stream.testkit.javadsl.TestSource;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.resilience.ModelConnectionException;
import dev.parley.resilience.ModelException;
import dev.parley.resilience.ModelStatusException;
import dev.parley.resilience.ModelTimeoutException;
import dev.parley.stt.SpeechToTextEvent;
import dev.parley.testkit.ActorKit;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What goes by a line and when, in virtual time and on the test's thread, on a socket whose server is this test. */
@Timeout(60)
class DeepgramStreamTest {
    @RegisterExtension
    static final ActorKit kit =
            ActorKit.configured("akka.scheduler.implementation = \"akka.testkit.ExplicitlyTriggeredScheduler\"\n"
                    + "akka.stream.materializer.dispatcher = akka.test.calling-thread-dispatcher");

    private static final AudioFrame FRAME = AudioFrame.wrap(new byte[] {1, 0, 2, 0}, AudioFormat.WIDEBAND);
    private static final AudioFrame FLUSH = AudioFrame.wrap(new byte[0], AudioFormat.WIDEBAND);
    private static final String FINAL = "{\"type\":\"Results\",\"is_final\":true,\"speech_final\":true,\"channel\":"
            + "{\"alternatives\":[{\"transcript\":\"Two.\",\"confidence\":0.5,\"words\":[]}]}}";

    private final FakeSocket socket = new FakeSocket();
    private final CompletableFuture<WebSocket> connecting = new CompletableFuture<>();
    private Optional<WebSocket.Listener> listener = Optional.empty();
    private TestPublisher.Probe<AudioFrame> audio =
            TestPublisher.probe(0, kit.system().classicSystem());
    private TestSubscriber.Probe<SpeechToTextEvent> events =
            TestSubscriber.probe(kit.system().classicSystem());

    private void listen() {
        Pair<TestPublisher.Probe<AudioFrame>, TestSubscriber.Probe<SpeechToTextEvent>> running =
                TestSource.<AudioFrame>create(kit.system())
                        .via(new DeepgramStream("deepgram/nova-3", Optional.of("en"), asked -> {
                            listener = Optional.of(asked);
                            return connecting;
                        }))
                        .toMat(TestSink.create(kit.system()), Keep.both())
                        .run(kit.system());
        audio = running.first();
        events = running.second();
        events.ensureSubscription();
    }

    private void connect() {
        listen();
        connecting.complete(socket);
    }

    private WebSocket.Listener server() {
        return listener.orElseThrow();
    }

    private void say(String message) {
        server().onText(socket, message, true);
    }

    private static void pass(Duration time) {
        ManualTime.get(kit.system()).timePasses(time);
    }

    private <T> T failure(Class<T> kind) {
        events.request(1);
        Throwable failure = events.expectError();
        assertThat(failure).isInstanceOf(kind);
        assertThat(socket.aborted()).isTrue();
        return kind.cast(failure);
    }

    @Test
    void shouldWriteAFrameAtATimeAsItIs() {
        connect();
        socket.slow();
        audio.sendNext(FRAME);
        audio.sendNext(FRAME);
        assertThat(socket.sent()).containsExactly("binary 01000200");

        socket.written();

        assertThat(socket.sent()).containsExactly("binary 01000200", "binary 01000200");
        assertThat(socket.direct()).isTrue();
    }

    @Test
    void shouldKeepTheAudioUntilThereIsAConnection() {
        listen();
        audio.sendNext(FRAME);
        audio.sendNext(FLUSH);

        connecting.complete(socket);

        assertThat(socket.sent()).containsExactly("binary 01000200", "text {\"type\":\"Finalize\"}");
    }

    @Test // deepgram.stt: keepalive_task
    void shouldKeepTheLineAliveWhileThereIsNoAudio() {
        connect();
        pass(DeepgramStream.KEEP_ALIVE);
        assertThat(socket.sent()).containsExactly("text {\"type\":\"KeepAlive\"}");

        audio.sendNext(FRAME);
        pass(DeepgramStream.KEEP_ALIVE);
        assertThat(socket.sent()).hasSize(2);
        pass(DeepgramStream.KEEP_ALIVE);

        assertThat(socket.sent())
                .containsExactly("text {\"type\":\"KeepAlive\"}", "binary 01000200", "text {\"type\":\"KeepAlive\"}");
    }

    @Test
    void shouldWriteAFrameBehindTheKeepAliveThatIsStillBeingWritten() {
        connect();
        socket.slow();
        pass(DeepgramStream.KEEP_ALIVE);
        audio.sendNext(FRAME);
        assertThat(socket.sent()).hasSize(1);

        socket.written();

        assertThat(socket.sent()).containsExactly("text {\"type\":\"KeepAlive\"}", "binary 01000200");
    }

    @Test // manual_flush
    void shouldFinalizeInItsPlaceBetweenTheFrames() {
        connect();
        audio.sendNext(FRAME);
        audio.sendNext(FLUSH);
        audio.sendNext(FRAME);

        assertThat(socket.sent()).containsExactly("binary 01000200", "text {\"type\":\"Finalize\"}", "binary 01000200");
    }

    @Test // deepgram.stt: CloseStream
    void shouldWaitForTheLastWords() {
        connect();
        events.request(9);
        audio.sendNext(FRAME);
        audio.sendComplete();
        assertThat(socket.sent()).endsWith("text {\"type\":\"CloseStream\"}");
        events.expectNoMessage(scala.concurrent.duration.Duration.Zero());

        say(FINAL);
        say("{\"type\":\"Metadata\",\"request_id\":\"r-1\"}");

        assertThat(events.requestNext()).isInstanceOf(SpeechToTextEvent.StartOfSpeech.class);
        assertThat(events.requestNext().transcript().text()).isEqualTo("Two.");
        assertThat(events.requestNext()).isInstanceOf(SpeechToTextEvent.EndOfSpeech.class);
        events.expectComplete();
        assertThat(socket.sent()).endsWith("close 1000");
        assertThat(socket.aborted()).isTrue();
    }

    @Test
    void shouldCloseTheStreamBehindTheFrameThatIsStillBeingWritten() {
        connect();
        socket.slow();
        audio.sendNext(FRAME);
        audio.sendComplete();
        assertThat(socket.sent()).containsExactly("binary 01000200");

        socket.written();
        server().onClose(socket, 1000, "");

        assertThat(socket.sent()).contains("text {\"type\":\"CloseStream\"}");
        events.request(1);
        events.expectComplete();
    }

    @Test
    void shouldNotWaitForTheLastWordsForEver() {
        connect();
        audio.sendNext(FRAME);
        audio.sendComplete();

        pass(DeepgramStream.LAST_WORDS);

        assertThat(failure(ModelTimeoutException.class)).hasMessageContaining("no end within PT5S of CloseStream");
    }

    @Test
    void shouldFindOutThatNobodyIsAtTheOtherEnd() {
        connect();
        pass(DeepgramStream.KEEP_ALIVE.multipliedBy(DeepgramStream.MOST_UNANSWERED));
        server().onPong(socket, ByteBuffer.allocate(0));
        pass(DeepgramStream.KEEP_ALIVE.multipliedBy(DeepgramStream.MOST_UNANSWERED));
        assertThat(socket.pings()).isEqualTo(2 * DeepgramStream.MOST_UNANSWERED);
        assertThat(socket.aborted()).isFalse();

        pass(DeepgramStream.KEEP_ALIVE);

        assertThat(failure(ModelTimeoutException.class))
                .hasMessageContaining("no sign of the server for PT15S")
                .extracting(ModelException::retryable)
                .isEqualTo(true);
    }

    @Test
    void shouldAskForTheNextMessageWhenTheLastIsTaken() {
        connect();
        server().onOpen(socket);
        say(FINAL);
        assertThat(socket.requested()).isEqualTo(1);

        events.request(3);

        assertThat(socket.requested()).isEqualTo(2);
    }

    @Test // APIError
    void shouldTellWhichFailuresLast() {
        connect();
        server().onClose(socket, 1008, "DATA-0000");

        assertThat(failure(ModelException.class))
                .hasMessage(
                        "deepgram/nova-3: closed by the server with 1008: DATA-0000 (expected: 1000; check the options"
                                + " that were sent)")
                .extracting(ModelException::retryable)
                .isEqualTo(false);
    }

    @Test
    void shouldTellWhichFailuresPass() {
        connect();
        audio.sendNext(FRAME);
        server().onClose(socket, 1011, "NET-0001");

        assertThat(failure(ModelConnectionException.class))
                .hasMessage("deepgram/nova-3: closed by the server with 1011: NET-0001")
                .extracting(ModelException::retryable)
                .isEqualTo(true);
    }

    @Test
    void shouldTellTheServersOwnErrors() {
        connect();
        say("{\"type\":\"Error\",\"description\":\"Out of order.\"}");

        assertThat(failure(ModelException.class))
                .hasMessage("deepgram/nova-3: error: Out of order. (expected: none; another attempt may succeed)");
    }

    @Test
    void shouldTellThatAMessageIsNone() {
        connect();
        say("{");

        assertThat(failure(ModelException.class)).hasMessageContaining("a message of 1 characters (expected: JSON)");
    }

    @Test
    void shouldTellThatNothingCouldBeSent() {
        connect();
        socket.breaks(new IOException("broken pipe"));
        audio.sendNext(FRAME);

        assertThat(failure(ModelConnectionException.class))
                .hasMessage("deepgram/nova-3: not sent (caused by IOException: broken pipe)");
    }

    @Test
    void shouldTellThatItIsNotConnected() {
        listen();
        connecting.completeExceptionally(ModelStatusException.of("deepgram/nova-3", 401, ""));

        events.request(1);
        assertThat(events.expectError())
                .isInstanceOfSatisfying(
                        ModelStatusException.class,
                        error -> assertThat(error.retryable()).isFalse());
    }

    @Test
    void shouldLeaveASocketThatOpensWhenNobodyListensAnyMore() {
        listen();
        events.cancel();

        connecting.complete(socket);

        assertThat(socket.sent()).containsExactly("close 1000");
        assertThat(socket.aborted()).isTrue();
    }

    @Test
    void shouldEndAtOnceWithoutAudio() {
        listen();
        audio.sendComplete();

        events.request(1);
        events.expectComplete();
    }

    @Test
    void shouldNotTakeWholeUtterances() {
        assertThatThrownBy(() -> DeepgramSpeechToText.of("sk-own", "nova-3")
                        .recognize(FRAME)
                        .toCompletableFuture()
                        .join())
                .hasMessageContaining("takes no whole utterances");
    }
}
