package dev.parley.page;

import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Wav;
import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.offline.OfflineModels;
import dev.parley.offline.recognition.GrammarRecognizer;
import dev.parley.offline.voice.OfflineVoice;
import dev.parley.samples.orderdesk.OrderDesk;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.WorkerOptions;
import dev.parley.worker.job.Call;
import dev.parley.worker.server.ParleyServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/** The real server with the order desk on a free port, and with it a voice to call it by and an ear for its answers. */
final class OrderDeskServer implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** What the order desk says about prices, with what could be mistaken for it. */
    private static final String PRICES = """
            #JSGF V1.0;
            grammar answers;
            public <answer> = the (pizza | salad | ice cream) costs (two | three | five | nine | ten | twelve | fifty) dollars;
            """;

    private final Config config;
    private final ParleyServer server;
    private final OfflineVoice voice;
    private final GrammarRecognizer ear;

    private OrderDeskServer(Config config, ParleyServer server) {
        this.config = config;
        this.server = server;
        this.voice = OfflineVoice.of(config);
        this.ear = GrammarRecognizer.of(PRICES, config);
    }

    /** @param directory for the order book */
    static OrderDeskServer start(Path directory) {
        return start(directory, options -> options);
    }

    static OrderDeskServer start(Path directory, UnaryOperator<HttpOptions> http) {
        return start(directory, http, worker -> worker);
    }

    /** One that is called by this name into rooms of a LiveKit server; waits until it is linked. */
    static OrderDeskServer inRoomsOf(LivekitServer livekit, String name, Path directory) throws InterruptedException {
        OrderDeskServer desk = start(
                directory,
                http -> http,
                worker -> worker.agentName(name)
                        .serverUrl(livekit.url().toString())
                        .apiKey(livekit.credentials().apiKey())
                        .apiSecret(livekit.credentials().apiSecret())
                        .livekit(link -> link.withoutLoadThreshold().withoutHealth()));
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!desk.server.links().get(0).isRegistered()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not registered within " + LIMIT);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return desk;
    }

    private static OrderDeskServer start(
            Path directory, UnaryOperator<HttpOptions> http, UnaryOperator<WorkerOptions.Builder> worker) {
        Config config = ConfigFactory.parseMap(Map.of(
                        // A machine that runs a browser, and perhaps other builds, recognises slower than real time.
                        "parley.offline.recognizer.deadline",
                        "60s",
                        "order-desk.data",
                        "../samples/order-desk/data",
                        "order-desk.database",
                        directory.resolve("orders").toString()))
                .withFallback(ConfigFactory.load())
                .resolve();
        HttpOptions options = http.apply(HttpOptions.of(config).withPort(0));
        ParleyServer server = await(ParleyServer.start(
                config,
                worker.apply(WorkerOptions.builder(config, new OrderDesk())).build(),
                options));
        return new OrderDeskServer(config, server);
    }

    /** Loads voice and recogniser, so that the first call goes as promptly as any later one. */
    OrderDeskServer warm() {
        Path dialogue = Path.of(config.getString("order-desk.data"), "dialogue.conf");
        await(voice.prewarm());
        await(ear.prewarm());
        await(OfflineModels.of(dialogue, config).stt().prewarm());
        return this;
    }

    String url() {
        return server.uri().toString();
    }

    /** The calls that go on. */
    List<Call> calls() {
        return await(server.calls().list());
    }

    int port() {
        return server.address().getPort();
    }

    /** A recording of silence, the words, and silence, for a browser's microphone. */
    Path recording(Path directory, Duration before, String words) throws IOException {
        ByteArrayOutputStream pcm = new ByteArrayOutputStream();
        pcm.write(AudioFrame.silence(before, voice.format()).toByteArray());
        for (AudioFrame frame : await(voice.synthesize(words).runWith(Sink.seq(), system()))) {
            pcm.write(frame.toByteArray());
        }
        pcm.write(AudioFrame.silence(Duration.ofSeconds(2), voice.format()).toByteArray());
        Path file = directory.resolve("microphone.wav");
        Wav.write(AudioFrame.wrap(pcm.toByteArray(), voice.format()), file);
        return file;
    }

    /** The words of a spoken price; empty if it can't be understood. */
    String understood(byte[] pcm) {
        return await(ear.recognize(AudioFrame.wrap(pcm, AudioFormat.WIDEBAND))).text();
    }

    private ActorSystem<?> system() {
        return server.system();
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("not done within " + LIMIT, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        await(server.shutdown());
    }
}
