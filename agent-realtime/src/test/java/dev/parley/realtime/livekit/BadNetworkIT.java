package dev.parley.realtime.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import akka.stream.javadsl.Sink;
import akka.util.ByteString;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.fixture.PythonPeer;
import dev.parley.livekit.proto.DataPacket;
import dev.parley.livekit.token.AccessToken;
import dev.parley.livekit.token.VideoGrant;
import dev.parley.provider.Models;
import dev.parley.realtime.livekit.data.UserData;
import dev.parley.realtime.livekit.network.BadNetwork;
import dev.parley.realtime.livekit.network.Impairment;
import dev.parley.realtime.livekit.room.RoomParticipant;
import dev.parley.realtime.livekit.signal.SignalSettings;
import dev.parley.testkit.ActorKit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A room whose media loses 5 %, comes up to 100 ms late and out of order, and sometimes twice, both ways, all the time. */
@Timeout(300)
class BadNetworkIT {
    @RegisterExtension
    static final ActorKit KIT = ActorKit.create();

    private static final Impairment BAD = new Impairment(0.05, Duration.ofMillis(100), 0.03);
    private static final Duration DEADLINE = Duration.ofSeconds(90);
    private static final int MESSAGES = 200;

    @TempDir
    private static Path directory = Path.of("");

    private static Models models;
    private static LivekitServer server;
    private static BadNetwork network;
    private static LivekitRoom agent;
    private static PythonPeer python;

    @BeforeAll
    static void meet() throws Exception {
        models = Sentences.models();
        server = LivekitServer.start();
        network = new BadNetwork(KIT.system(), server.url(), 1);
        network.impair(BAD);
        RoomOptions patient =
                RoomOptions.standard().withSignals(SignalSettings.standard().withAttempts(3, 60));
        agent = get(LivekitRoom.connect(network.url(), token("agent"), patient, KIT.system()));
        get(agent.whenMediaConnected());
        python = PythonPeer.start(
                BadNetworkIT.class,
                "speaker.py",
                server.url().toString(),
                token("alice"),
                Sentences.spoken(models, directory.resolve("sentence.wav"), KIT.system()),
                Integer.toString(MESSAGES));
        expect("joined");
    }

    @AfterAll
    static void part() throws Exception {
        get(agent.disconnect());
        python.close();
        network.close();
        server.close();
    }

    private static String token(String identity) {
        return AccessToken.of(server.credentials())
                .identity(identity)
                .video(VideoGrant.join("bad"))
                .toJwt();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    private static void expect(String line) {
        String next = python.next(DEADLINE);
        while (!next.equals(line)) {
            assertThat(next).isNotEqualTo("<end of output>");
            next = python.next(DEADLINE);
        }
    }

    private static void ask(String command) throws Exception {
        get(agent.data().send("do", ByteString.fromString(command), List.of(), DataPacket.Kind.RELIABLE));
    }

    @Test
    void shouldStillUnderstandWhatIsSaid() throws Exception {
        RoomParticipant alice = get(agent.waitForParticipant(
                person -> person instanceof RoomParticipant one && !one.tracks().isEmpty()));
        long before = network.lost();
        ask("speak");
        List<AudioFrame> heard =
                get(agent.audio(alice.tracks().keySet().iterator().next())
                        .dropWhile(BadNetworkIT::isQuiet)
                        .takeWithin(Duration.ofSeconds(6))
                        .runWith(Sink.seq(), KIT.system()));

        assertThat(network.lost()).isGreaterThan(before);
        assertThat(get(models.stt().recognize(Sentences.converted(heard, AudioFormat.FULLBAND, AudioFormat.WIDEBAND)))
                        .text())
                .isEqualTo(Sentences.SENTENCE);
    }

    private static boolean isQuiet(AudioFrame frame) {
        return IntStream.range(0, frame.samples()).allMatch(i -> Math.abs(frame.sample(i)) < 200);
    }

    @Test
    void shouldGetReliableMessagesInOrderAndNoMessageBroken() throws Exception {
        BlockingQueue<UserData> got = new LinkedBlockingQueue<>();
        Runnable end = agent.data().onData(got::add);
        ask("send");

        List<String> reliable = new ArrayList<>();
        List<String> lossy = new ArrayList<>();
        while (reliable.size() < MESSAGES) {
            UserData next = got.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            assertThat(next).as("after %s", reliable).isNotNull();
            String number = numberIfWhole(next.payload().utf8String());
            assertThat(number).as(next.topic()).isNotEqualTo("broken");
            (next.topic().equals("reliable") ? reliable : lossy).add(number);
        }

        assertThat(reliable).isEqualTo(numbers());
        assertThat(lossy).isNotEmpty().isSubsetOf(numbers());
        end.run();
    }

    @Test
    void shouldSendReliableMessagesInOrderAndNoMessageBroken() throws Exception {
        for (int i = 0; i < MESSAGES; i++) {
            ByteString message = ByteString.fromString(message(i));
            agent.data().send("lossy", message, List.of(), DataPacket.Kind.LOSSY);
            get(agent.data().send("reliable", message, List.of(), DataPacket.Kind.RELIABLE));
        }

        List<String> reliable = new ArrayList<>();
        while (reliable.size() < MESSAGES) {
            String line = python.next(DEADLINE);
            assertThat(line).doesNotEndWith("broken").isNotEqualTo("<end of output>");
            if (line.startsWith("reliable ")) {
                reliable.add(line.substring("reliable ".length()));
            }
        }

        assertThat(reliable).isEqualTo(numbers());
    }

    private static List<String> numbers() {
        return IntStream.range(0, MESSAGES).mapToObj(Integer::toString).toList();
    }

    private static String message(int number) {
        String body = Character.toString('a' + number % 26).repeat(1 + 37 * number % 3000);
        return number + "|" + body + "|" + crc(body);
    }

    private static String numberIfWhole(String message) {
        String[] parts = message.split("\\|", -1);
        return parts.length == 3 && parts[2].equals(Long.toString(crc(parts[1]))) ? parts[0] : "broken";
    }

    private static long crc(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        return crc.getValue();
    }
}
