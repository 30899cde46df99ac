package dev.parley.realtime.openai;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.TextMessage;
import akka.stream.KillSwitches;
import akka.stream.Materializer;
import akka.stream.OverflowStrategy;
import akka.stream.UniqueKillSwitch;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.SourceQueueWithComplete;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** A provider on a loopback socket that does what the test says, and confirms sessions by itself. */
final class LoopbackProvider {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ActorSystem<?> system;
    private final ServerBinding binding;
    private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicLong audioBytes = new AtomicLong();
    private volatile int refusal;

    /** One client's connection. */
    private record Connection(SourceQueueWithComplete<Message> out, UniqueKillSwitch breaker) {}

    LoopbackProvider(ActorSystem<?> system) throws Exception {
        this.system = system;
        this.binding = Http.get(system)
                .newServerAt("127.0.0.1", 0)
                .bindSync(this::accept)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    String base() {
        return "http://127.0.0.1:" + binding.localAddress().getPort() + "/v1";
    }

    /** From now on handshakes are answered so. */
    void refuses(int status) {
        refusal = status;
    }

    private HttpResponse accept(HttpRequest request) {
        if (refusal != 0) {
            return HttpResponse.create().withStatus(refusal);
        }
        return request.getAttribute(AttributeKeys.webSocketUpgrade)
                .map(upgrade -> upgrade.handleMessagesWith(connection()))
                .orElseGet(() -> HttpResponse.create().withStatus(400));
    }

    private Flow<Message, Message, NotUsed> connection() {
        var out = Source.<Message>queue(100_000, OverflowStrategy.fail()).preMaterialize(system);
        Flow<Message, Message, UniqueKillSwitch> flow = Flow.fromSinkAndSourceCoupled(
                        Flow.<Message>create()
                                .mapAsync(
                                        1,
                                        message -> message.asTextMessage()
                                                .toStrict(5_000, Materializer.matFromSystem(system)))
                                .to(Sink.foreach(strict -> onText(strict.getStrictText()))),
                        out.second())
                .viaMat(KillSwitches.single(), Keep.right());
        return flow.mapMaterializedValue(breaker -> {
            connections.add(new Connection(out.first(), breaker));
            says("{\"type\":\"session.created\",\"session\":{\"id\":\"sess_1\"}}");
            return NotUsed.getInstance();
        });
    }

    private void onText(String text) throws JsonProcessingException {
        JsonNode event = JSON.readTree(text);
        switch (event.path("type").asText()) {
            case "input_audio_buffer.append" ->
                audioBytes.addAndGet(
                        Base64.getDecoder().decode(event.path("audio").asText()).length);
            case "session.update" -> {
                says("{\"type\":\"session.updated\",\"session\":{\"id\":\"sess_1\"}}");
                received.add(event);
            }
            default -> received.add(event);
        }
    }

    long audioBytes() {
        return audioBytes.get();
    }

    int connections() {
        return connections.size();
    }

    /** Sends this on the newest connection. */
    void says(String json) {
        connections.get(connections.size() - 1).out().offer(TextMessage.create(json));
    }

    /** The next event of this type; those before it are passed over. */
    JsonNode expect(String type) throws InterruptedException {
        return expect(event -> event.path("type").asText().equals(type), type);
    }

    JsonNode expect(Predicate<JsonNode> wanted, String what) throws InterruptedException {
        while (true) {
            JsonNode event = received.poll(20, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("client event " + what + ": none within 20 s");
            }
            if (wanted.test(event)) {
                return event;
            }
        }
    }

    /** Whether nothing of this type has come that was not expected. */
    boolean none(String type) {
        return received.stream().noneMatch(event -> event.path("type").asText().equals(type));
    }

    void breaks() {
        connections.get(connections.size() - 1).breaker().abort(new IllegalStateException("scripted break"));
    }

    // --- turns

    /** The caller was heard to say this. */
    void callerSaid(String itemId, String text) {
        says("{\"type\":\"input_audio_buffer.speech_started\",\"item_id\":\"" + itemId + "\",\"audio_start_ms\":0}");
        says("{\"type\":\"input_audio_buffer.speech_stopped\",\"item_id\":\"" + itemId + "\",\"audio_end_ms\":500}");
        says("{\"type\":\"input_audio_buffer.committed\",\"item_id\":\"" + itemId + "\"}");
        says("{\"type\":\"conversation.item.input_audio_transcription.completed\",\"item_id\":\"" + itemId
                + "\",\"content_index\":0,\"transcript\":\"" + text + "\"}");
    }

    /** Begins an answer; its ids are {@code resp_n} and {@code item_n}. */
    int begins(String clientId) {
        int n = answers.incrementAndGet();
        String metadata = clientId.isEmpty() ? "null" : "{\"client_event_id\":\"" + clientId + "\"}";
        says("{\"type\":\"response.created\",\"response\":{\"id\":\"resp_" + n + "\",\"metadata\":" + metadata + "}}");
        return n;
    }

    void begins(int n, String item) {
        says("{\"type\":\"response.output_item.added\",\"response_id\":\"resp_" + n + "\",\"output_index\":0,\"item\":"
                + item + "}");
    }

    static String message(int n) {
        return "{\"id\":\"item_" + n + "\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[]}";
    }

    /** A piece of an answer: text, and audio of this length at this level. */
    void speaks(int n, String text, int milliseconds, int level) {
        String ids = "\"response_id\":\"resp_" + n + "\",\"item_id\":\"item_" + n
                + "\",\"output_index\":0,\"content_index\":0";
        says("{\"type\":\"response.output_audio_transcript.delta\"," + ids + ",\"delta\":\"" + text + "\"}");
        byte[] pcm = new byte[48 * milliseconds];
        for (int i = 0; i < pcm.length; i += 2) {
            pcm[i] = (byte) level;
            pcm[i + 1] = (byte) (level >> 8);
        }
        says("{\"type\":\"response.output_audio.delta\"," + ids + ",\"delta\":\""
                + Base64.getEncoder().encodeToString(pcm) + "\"}");
    }

    void calls(int n, String callId, String name, String arguments) {
        ObjectNode done = JSON.createObjectNode()
                .put("type", "response.function_call_arguments.done")
                .put("response_id", "resp_" + n)
                .put("item_id", "fc_" + callId)
                .put("call_id", callId)
                .put("name", name)
                .put("arguments", arguments);
        says(done.toString());
    }

    void ends(int n, String status) {
        says("{\"type\":\"response.output_item.done\",\"response_id\":\"resp_" + n + "\",\"item\":" + message(n) + "}");
        says("{\"type\":\"response.done\",\"response\":{\"id\":\"resp_" + n + "\",\"status\":\"" + status + "\"}}");
    }

    void stop() throws Exception {
        connections.forEach(connection -> connection.breaker().shutdown());
        binding.terminate(java.time.Duration.ofSeconds(3)).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
