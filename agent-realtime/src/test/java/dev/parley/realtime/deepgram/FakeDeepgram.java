package dev.parley.realtime.deepgram;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.Query;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.TextMessage;
import akka.stream.Materializer;
import akka.stream.javadsl.Flow;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Hears {@code Two pizzas.} in the first audio, whatever it is: begins to understand it, is sure when it is told to finalize, and
 * ends the utterance with the stream.
 */
final class FakeDeepgram implements AutoCloseable {
    static final String KEY = "sk-own";

    private static final String RESULTS =
            "{\"type\":\"Results\",\"channel_index\":[0,1],\"duration\":1.0,\"start\":0.0,"
                    + "\"is_final\":%s,\"speech_final\":%s,\"from_finalize\":%s,\"channel\":{\"alternatives\":[{\"transcript\":\"%s\","
                    + "\"confidence\":0.75,\"words\":[%s]}]},\"metadata\":{\"request_id\":\"r-1\",\"model_info\":{\"name\":"
                    + "\"general-nova-3\",\"version\":\"1\",\"arch\":\"nova-3\"},\"model_uuid\":\"m-1\"}}";
    private static final String TWO = word("two", "Two", "0.25", "0.5");
    private static final String PIZZAS = word("pizzas", "pizzas.", "0.5", "1.0");

    private final List<Query> asked = new CopyOnWriteArrayList<>();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final List<Integer> audio = new CopyOnWriteArrayList<>();
    private final Materializer materializer;
    private final ServerBinding server;
    private volatile boolean hangsUp;

    FakeDeepgram(ActorSystem<?> system) throws Exception {
        materializer = Materializer.matFromSystem(system);
        server = Http.get(system)
                .newServerAt("127.0.0.1", 0)
                .bindSync(this::connect)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private static String word(String word, String written, String start, String end) {
        return "{\"word\":\"%s\",\"start\":%s,\"end\":%s,\"confidence\":0.75,\"punctuated_word\":\"%s\"}"
                .formatted(word, start, end, written);
    }

    /** With the scheme {@code ws}, without a path. */
    String base() {
        return "ws://127.0.0.1:" + server.localAddress().getPort();
    }

    URI url() {
        return URI.create(base() + "/v1/listen");
    }

    /** From now on a connection ends with its first audio. */
    void hangUp() {
        hangsUp = true;
    }

    void pickUp() {
        hangsUp = false;
    }

    List<Query> asked() {
        return List.copyOf(asked);
    }

    /** Texts that came, oldest first. */
    List<String> said() {
        return List.copyOf(said);
    }

    /** Bytes of each piece of audio that came, oldest first. */
    List<Integer> audio() {
        return List.copyOf(audio);
    }

    private HttpResponse connect(HttpRequest request) {
        if (!request.getHeader("Authorization")
                .filter(header -> header.value().equals("Token " + KEY))
                .isPresent()) {
            return HttpResponse.create()
                    .withStatus(401)
                    .addHeader(RawHeader.create("dg-error", "Invalid credentials."))
                    .addHeader(RawHeader.create("dg-request-id", "r-401"));
        }
        if (!request.getUri().path().equals("/v1/listen")) {
            return HttpResponse.create().withStatus(404);
        }
        asked.add(request.getUri().query());
        Flow<Message, Message, ?> talk = Flow.<Message>create()
                .mapAsync(1, this::whole)
                .takeWhile(message -> !(hangsUp && !message.isText()))
                .takeWhile(FakeDeepgram::goesOn, true)
                .statefulMapConcat(() -> new Talk()::answer);
        return request.getAttribute(AttributeKeys.webSocketUpgrade)
                .orElseThrow()
                .handleMessagesWith(talk);
    }

    private CompletionStage<Message> whole(Message message) {
        return message.isText()
                ? message.asTextMessage().toStrict(20_000, materializer).thenApply(text -> text)
                : message.asBinaryMessage().toStrict(20_000, materializer).thenApply(bytes -> bytes);
    }

    private static boolean goesOn(Message message) {
        return !(message.isText() && message.asTextMessage().getStrictText().contains("CloseStream"));
    }

    @Override
    public void close() {
        server.terminate(Duration.ofSeconds(3))
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    /** One connection. */
    private final class Talk {
        private boolean begun;

        private List<Message> answer(Message message) {
            if (message.isText()) {
                return answerText(message.asTextMessage().getStrictText());
            }
            audio.add(message.asBinaryMessage().getStrictData().size());
            if (begun) {
                return List.of();
            }
            begun = true;
            return texts(
                    "{\"type\":\"SpeechStarted\",\"channel\":[0],\"timestamp\":0.25}",
                    RESULTS.formatted("false", "false", "false", "Two", TWO));
        }

        private List<Message> answerText(String text) {
            said.add(text);
            if (text.contains("Finalize")) {
                return texts(RESULTS.formatted("true", "false", "true", "Two pizzas.", TWO + "," + PIZZAS));
            }
            if (text.contains("CloseStream")) {
                return texts(
                        RESULTS.formatted("true", "true", "false", "Thanks.", word("thanks", "Thanks.", "1.0", "1.5")),
                        "{\"type\":\"UtteranceEnd\",\"channel\":[0,1],\"last_word_end\":1.5}",
                        "{\"type\":\"Metadata\",\"transaction_key\":\"deprecated\",\"request_id\":\"r-1\",\"sha256\":\"0\","
                                + "\"created\":\"2026-01-01T00:00:00.000Z\",\"duration\":1.5,\"channels\":1}");
            }
            return List.of();
        }

        private List<Message> texts(String... texts) {
            List<Message> messages = new ArrayList<>();
            for (String text : texts) {
                messages.add(TextMessage.create(text));
            }
            return messages;
        }
    }
}
