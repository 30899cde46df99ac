package dev.parley.realtime.cartesia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.NotUsed;
import akka.stream.BoundedSourceQueue;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.SinkQueueWithCancel;
import akka.stream.javadsl.Source;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.realtime.pool.ConnectionPool;
import dev.parley.resilience.ModelConnectionException;
import dev.parley.testkit.ActorKit;
import dev.parley.tts.SpeechInput;
import dev.parley.tts.SynthesizedAudio;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who has a line, and what becomes of a speech when its line or its context ends early. */
@Timeout(60)
class CartesiaTextToSpeechTest {
    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Source<SpeechInput, NotUsed> ENDLESS =
            Source.<SpeechInput>single(new SpeechInput.Text("One.")).concat(Source.maybe());

    private final Socket socket = new Socket();
    private final CartesiaLine line = lineOn(socket);
    private final ConcurrentLinkedQueue<CompletionStage<CartesiaLine>> connecting = new ConcurrentLinkedQueue<>();
    private final ConnectionPool<CartesiaLine> pool =
            new ConnectionPool<>(this::connect, Duration.ofMinutes(5), () -> Instant.EPOCH);
    private final CartesiaTextToSpeech voice = new CartesiaTextToSpeech("sonic", JSON.createObjectNode(), pool);

    /** What is written to a server that says nothing by itself. */
    private static final class Socket implements WebSocket {
        private final List<JsonNode> sent = new CopyOnWriteArrayList<>();
        private volatile boolean broken;
        private volatile boolean aborted;

        @Override
        public CompletableFuture<WebSocket> sendText(CharSequence data, boolean last) {
            if (broken) {
                return CompletableFuture.failedFuture(new IOException("broken pipe"));
            }
            try {
                sent.add(JSON.readTree(data.toString()));
            } catch (JsonProcessingException wrong) {
                throw new AssertionError(wrong);
            }
            return CompletableFuture.completedFuture(this);
        }

        @Override
        public CompletableFuture<WebSocket> sendBinary(ByteBuffer data, boolean last) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<WebSocket> sendPing(ByteBuffer message) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<WebSocket> sendPong(ByteBuffer message) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<WebSocket> sendClose(int status, String reason) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void request(long more) {}

        @Override
        public String getSubprotocol() {
            return "";
        }

        @Override
        public boolean isOutputClosed() {
            return aborted;
        }

        @Override
        public boolean isInputClosed() {
            return aborted;
        }

        @Override
        public void abort() {
            aborted = true;
        }
    }

    private static CartesiaLine lineOn(Socket socket) {
        CartesiaLine line = new CartesiaLine("cartesia/sonic");
        line.onOpen(socket);
        return line;
    }

    /** The line of these tests first, and then others. */
    private CompletionStage<CartesiaLine> connect() {
        CompletionStage<CartesiaLine> first = connecting.poll();
        return first == null ? CompletableFuture.completedStage(lineOn(new Socket())) : first;
    }

    private static void eventually(Runnable assertion) {
        kit.probe(Object.class).awaitAssert(() -> {
            assertion.run();
            return assertion;
        });
    }

    private void awaitSent(int messages) {
        eventually(() -> assertThat(socket.sent).hasSize(messages));
    }

    private void awaitGivenBack() {
        eventually(() -> assertThat(pool.get().toCompletableFuture().join()).isSameAs(line));
    }

    private String contextId() {
        return socket.sent.get(socket.sent.size() - 1).path("context_id").asText();
    }

    private void say(String fields) {
        line.onText(
                socket, "{'context_id':'%s',%s}".formatted(contextId(), fields).replace('\'', '"'), true);
    }

    private void sayChunk() {
        say("'type':'chunk','data':'%s'".formatted(Base64.getEncoder().encodeToString(new byte[4800])));
    }

    private SinkQueueWithCancel<SynthesizedAudio> speak(Source<SpeechInput, ?> text) {
        return text.via(voice.stream()).runWith(Sink.queue(1), kit.system());
    }

    private static SynthesizedAudio tooLate() {
        throw new IllegalStateException("too late");
    }

    private static SpeechInput noText() {
        throw new IllegalStateException("no text");
    }

    private static Optional<SynthesizedAudio> next(SinkQueueWithCancel<SynthesizedAudio> speech) {
        return speech.pull()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static void assertFails(SinkQueueWithCancel<SynthesizedAudio> speech, String message) {
        assertThatThrownBy(() -> next(speech))
                .cause()
                .isInstanceOf(ModelConnectionException.class)
                .hasMessage(message);
    }

    @Test
    void shouldGiveALineBackThatComesAfterTheSpeechIsCancelled() {
        CompletableFuture<CartesiaLine> late = new CompletableFuture<>();
        connecting.add(late);
        ENDLESS.via(voice.stream()).runWith(Sink.cancelled(), kit.system());
        eventually(() -> assertThat(connecting).isEmpty());

        late.complete(line);

        awaitGivenBack();
    }

    @Test
    void shouldNotUseALineAgainAfterAFailure() {
        connecting.add(CompletableFuture.completedStage(line));
        CompletionStage<?> late =
                ENDLESS.via(voice.stream()).map(audio -> tooLate()).runWith(Sink.ignore(), kit.system());
        awaitSent(1);

        sayChunk();

        assertThatThrownBy(() -> late.toCompletableFuture()
                        .orTimeout(20, TimeUnit.SECONDS)
                        .join())
                .hasMessageContaining("too late");
        eventually(() -> assertThat(socket.aborted).isTrue());
    }

    @Test
    void shouldTellOfALineThatEndedBeforeItsUse() {
        connecting.add(CompletableFuture.completedStage(line));
        line.onClose(socket, 1001, "");

        assertFails(speak(ENDLESS), "cartesia/sonic: connection lost");
    }

    @Test
    void shouldTellThatNothingCouldBeSent() {
        connecting.add(CompletableFuture.completedStage(line));
        socket.broken = true;

        assertFails(speak(ENDLESS), "cartesia/sonic: not sent (caused by IOException: broken pipe)");
        assertThat(line.open()).isFalse();
    }

    @Test
    void shouldGiveTheAudioBeforeAFailure() {
        connecting.add(CompletableFuture.completedStage(line));
        SinkQueueWithCancel<SynthesizedAudio> speech = speak(ENDLESS);
        awaitSent(1);
        for (int i = 0; i < 100; i++) {
            sayChunk();
        }
        line.onClose(socket, 1001, "");

        for (int i = 0; i < 100; i++) {
            assertThat(next(speech)).isPresent();
        }
        assertFails(speech, "cartesia/sonic: closed by the server with 1001");
    }

    @Test
    void shouldGoOnInAnotherContextAfterAPause() {
        connecting.add(CompletableFuture.completedStage(line));
        var running = Source.<SpeechInput>queue(8)
                .viaMat(voice.stream(), Keep.left())
                .toMat(Sink.queue(1), Keep.both())
                .run(kit.system());
        BoundedSourceQueue<SpeechInput> text = running.first();
        text.offer(new SpeechInput.Text("One."));
        awaitSent(1);
        String first = contextId();
        sayChunk();
        say("'type':'done'");

        text.offer(new SpeechInput.Flush());
        text.offer(new SpeechInput.Text("Two."));
        awaitSent(2);
        say("'type':'timestamps','word_timestamps':{'words':['Two.'],'start':[0.25],'end':[0.5]}");
        text.complete();
        awaitSent(3);

        assertThat(contextId())
                .isNotEqualTo(first)
                .isEqualTo(socket.sent.get(1).path("context_id").asText());
        assertThat(socket.sent.get(2).path("continue").asBoolean(true)).isFalse();
        say("'type':'done'");
        assertThat(next(running.second())).isPresent();
        assertThat(next(running.second()).orElseThrow().timings())
                .singleElement()
                .satisfies(word -> assertThat(word.start()).isEqualTo(Duration.ofMillis(350)));
        assertThat(next(running.second())).isEmpty();
        awaitGivenBack();
    }

    @Test
    void shouldEndWhereTheContextEndedAndThereIsNoMoreText() {
        connecting.add(CompletableFuture.completedStage(line));
        var running = Source.<SpeechInput>queue(8)
                .viaMat(voice.stream(), Keep.left())
                .toMat(Sink.queue(1), Keep.both())
                .run(kit.system());
        running.first().offer(new SpeechInput.Text("One."));
        awaitSent(1);
        say("'type':'done'");

        running.first().complete();

        assertThat(next(running.second())).isEmpty();
        assertThat(socket.sent).hasSize(1);
        awaitGivenBack();
    }

    @Test
    void shouldFailWithItsText() {
        connecting.add(CompletableFuture.completedStage(line));
        SinkQueueWithCancel<SynthesizedAudio> speech = speak(ENDLESS.take(1).map(text -> noText()));

        assertThatThrownBy(() -> next(speech)).hasMessageContaining("no text");
    }
}
