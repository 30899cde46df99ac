package dev.parley.realtime.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import akka.stream.javadsl.Sink;
import akka.util.ByteString;
import com.typesafe.config.ConfigFactory;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Resampler;
import dev.parley.audio.Wav;
import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.fixture.PythonPeer;
import dev.parley.livekit.proto.DataPacket;
import dev.parley.livekit.token.AccessToken;
import dev.parley.livekit.token.VideoGrant;
import dev.parley.offline.OfflineModels;
import dev.parley.offline.dialogue.Dialogue;
import dev.parley.provider.Models;
import dev.parley.realtime.livekit.data.UserData;
import dev.parley.realtime.livekit.network.BadNetwork;
import dev.parley.realtime.livekit.network.Impairment;
import dev.parley.realtime.livekit.room.RoomParticipant;
import dev.parley.realtime.livekit.signal.SignalSettings;
import dev.parley.testkit.ActorKit;
import java.io.ByteArrayOutputStream;
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
    private static final String SENTENCE = "the pizza costs twelve dollars";

    @TempDir
    private static Path directory = Path.of("");

    private static Models models;
    private static LivekitServer server;
    private static BadNetwork network;
    private static LivekitRoom agent;
    private static PythonPeer python;

    @BeforeAll
    static void meet() throws Exception {
        models = OfflineModels.of(Dialogue.of("prices", ConfigFactory.parseString("""
                        start = listening
                        help = "What?"
                        apology = "What?"
                        lists { product { values = ["pizza", "salad", "ice cream", "lemonade"] } }
                        rules = [{ name = price, hear = ["the {product} costs {amount:number} dollars"], reply = "Ok." }]
                        """)), ConfigFactory.load());
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
                sentence(),
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

    private static String sentence() throws Exception {
        List<AudioFrame> spoken = get(models.tts().synthesize(SENTENCE).runWith(Sink.seq(), KIT.system()));
        Path file = directory.resolve("sentence.wav");
        Wav.write(converted(spoken, models.tts().format(), AudioFormat.FULLBAND), file);
        return file.toString();
    }

    private static AudioFrame converted(List<AudioFrame> frames, AudioFormat from, AudioFormat to) {
        Resampler resampler = Resampler.between(from, to);
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        frames.forEach(frame -> joined.writeBytes(resampler.accept(frame).toByteArray()));
        joined.writeBytes(resampler.flush().toByteArray());
        return AudioFrame.wrap(joined.toByteArray(), to);
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
        assertThat(get(models.stt().recognize(converted(heard, AudioFormat.FULLBAND, AudioFormat.WIDEBAND)))
                        .text())
                .isEqualTo("the pizza costs 12 dollars");
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
        while (reliable.size() < MESSAGES) {
            UserData next = got.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            assertThat(next).as("after %s", reliable).isNotNull();
            String number = numberIfWhole(next.payload().utf8String());
            assertThat(number).as(next.topic()).isNotEqualTo("broken");
            if (next.topic().equals("reliable")) {
                reliable.add(number);
            }
        }

        assertThat(reliable).isEqualTo(numbers());
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
