package dev.parley.worker.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import akka.http.javadsl.model.ws.BinaryMessage;
import akka.http.javadsl.model.ws.TextMessage;
import akka.util.ByteString;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.parley.livekit.LiveKitCredentials;
import dev.parley.livekit.LiveKitUrl;
import dev.parley.livekit.proto.AvailabilityRequest;
import dev.parley.livekit.proto.Job;
import dev.parley.livekit.proto.Room;
import dev.parley.livekit.proto.ServerMessage;
import dev.parley.livekit.proto.WorkerMessage;
import dev.parley.livekit.token.RoomPermission;
import dev.parley.livekit.token.TokenVerifier;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Servers that break the protocol: none of them makes the link run hot, all are told of in words. */
@Timeout(60)
class FaultyServerIT {
    private static final LiveKitCredentials KEY =
            new LiveKitCredentials("APIkey", "a secret of the tests, longer than 32 bytes");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            401 | check LIVEKIT_API_KEY and LIVEKIT_API_SECRET
            404 | nothing there speaks LiveKit's agent protocol
            302 | it redirects
            503 | see the server's log
            """)
    void shouldSayWhyTheSocketWasRefused(int status, String next) throws Exception {
        try (ScriptedServer server = ScriptedServer.refusing(status);
                LinkedWorker worker = worker(server.url())) {
            awaitProblem(worker, next);

            assertThat(worker.status().problem()).contains(status + " ", "(expected: 101)");
            assertThat(worker.server.get("/health").body()).contains("\"status\":\"degraded\"", next);
            assertThat(worker.server.get("/health").statusCode()).isEqualTo(200);
            assertThat(worker.server.get("/metrics").body())
                    .contains("parley_livekit_links 1.0", "parley_livekit_registered 0.0");
        }
    }

    @Test
    void shouldSayThatAServerAnswersWithALongPage() throws Exception {
        try (ScriptedServer server = ScriptedServer.showing("x".repeat(100_000));
                LinkedWorker worker = worker(server.url())) {
            awaitProblem(worker, "no WebSocket: the server answers with a page of over 65536 bytes");
        }
    }

    @Test
    void shouldFindAServerByItsName() throws Exception {
        try (ScriptedServer server = ScriptedServer.refusing(404);
                LinkedWorker worker =
                        worker(LiveKitUrl.of(server.url().toString().replace("127.0.0.1", "localhost")))) {
            awaitProblem(worker, "nothing there speaks LiveKit's agent protocol");
        }
    }

    @Test
    void shouldSayThatThereIsNoSuchHost() throws Exception {
        try (LinkedWorker worker = worker(LiveKitUrl.of("ws://nowhere.invalid:7880"))) {
            awaitProblem(worker, "host not found: nowhere.invalid");
        }
    }

    @Test
    void shouldSendATokenForWorkersAndNeverLogIt() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        log.start();
        root.addAppender(log);
        root.setLevel(Level.DEBUG);
        try (ScriptedServer server = ScriptedServer.refusing(401);
                LinkedWorker worker = worker(server.url())) {
            awaitProblem(worker, "401");

            String header = server.headers().get(0);
            String token = header.replaceAll(".* Bearer ", "");
            assertThat(header)
                    .startsWith(server.url().webSocket("/agent?protocol=1").toString());
            assertThat(TokenVerifier.of(KEY).verify(token).video().allows(RoomPermission.AGENT))
                    .isTrue();
            assertThat(List.copyOf(log.list))
                    .isNotEmpty()
                    .noneMatch(event -> event.getFormattedMessage().contains(token))
                    .noneMatch(event -> event.getFormattedMessage().contains(KEY.apiSecret()));
        } finally {
            root.setLevel(before);
            root.detachAppender(log);
        }
    }

    @Test
    void shouldGiveUpOnAServerThatStaysSilent() throws Exception {
        try (ScriptedServer server = ScriptedServer.saying();
                LinkedWorker worker = worker(server.url())) {
            awaitProblem(worker, "no answer to the registration (expected: within 500 ms");
            LinkedWorker.await("three attempts", () -> server.attempts() >= 3);

            assertThat(server.waits()).allMatch(wait -> wait >= 550);
            assertThat(server.heard()).first().matches(WorkerMessage::hasRegister);
        }
    }

    @Test
    void shouldGiveUpOnAPortThatAnswersNothing() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                LinkedWorker worker = worker(LiveKitUrl.of("ws://127.0.0.1:" + mute.getLocalPort()))) {
            awaitProblem(worker, "no WebSocket (expected: within 500 ms");
        }
    }

    @Test
    void shouldSayThatNobodyListens() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (LinkedWorker worker = worker(LiveKitUrl.of("ws://127.0.0.1:" + port))) {
            awaitProblem(worker, "is the server running at LIVEKIT_URL?");
        }
    }

    @Test
    void shouldSayThatTheServerHasNoTls() throws Exception {
        try (ScriptedServer server = ScriptedServer.saying();
                LinkedWorker worker =
                        worker(LiveKitUrl.of(server.url().toString().replace("ws:", "wss:")))) {
            awaitProblem(worker, "TLS failed: the server answers without it; check LIVEKIT_URL's scheme");
        }
    }

    @Test
    void shouldWaitLongerAndLongerWhenEachRegistrationIsEnded() throws Exception {
        try (ScriptedServer server = ScriptedServer.sayingAndClosing(ScriptedServer.registered());
                LinkedWorker worker = worker(server.url())) {
            LinkedWorker.await("eight attempts", () -> server.attempts() >= 8);

            assertThat(worker.jobs.isIdle()).isTrue();
            List<Long> waits = server.waits();
            System.out.println("ms between attempts at a server that ends each registration: " + waits);
            assertThat(waits).allMatch(wait -> wait >= 50);
            assertThat(waits.subList(4, waits.size())).allMatch(wait -> wait >= 500);
        }
    }

    @Test
    void shouldGiveUpOnGarbage() throws Exception {
        BinaryMessage garbage = BinaryMessage.create(ByteString.fromArray(new byte[] {(byte) 255, 1, 2, 3}));
        try (ScriptedServer server = ScriptedServer.saying(ScriptedServer.registered(), garbage);
                LinkedWorker worker = worker(server.url())) {
            awaitProblem(worker, "4 bytes that are no ServerMessage");
            LinkedWorker.await("three attempts", () -> server.attempts() >= 3);

            assertThat(server.waits()).allMatch(wait -> wait >= 50);
        }
    }

    @Test
    void shouldGiveUpOnText() throws Exception {
        try (ScriptedServer server = ScriptedServer.saying(TextMessage.create("hello"));
                LinkedWorker worker = worker(server.url())) {
            awaitProblem(worker, "frame: text (expected: binary)");
        }
    }

    @Test
    void shouldGiveUpOnAFrameThatIsTooLong() throws Exception {
        BinaryMessage huge = BinaryMessage.create(ByteString.fromArray(new byte[(1 << 20) + 1]));
        try (ScriptedServer server = ScriptedServer.saying(ScriptedServer.registered(), huge);
                LinkedWorker worker = worker(server.url())) {
            awaitProblem(worker, "frame: over 1048576 bytes");
        }
    }

    @Test
    void shouldPutFramesTogetherThatComeInPieces() throws Exception {
        ServerMessage.Builder offer = ServerMessage.newBuilder()
                .setAvailability(AvailabilityRequest.newBuilder()
                        .setJob(Job.newBuilder()
                                .setId("AJ_pieces")
                                .setRoom(Room.newBuilder().setName("r"))));
        try (ScriptedServer server =
                        ScriptedServer.saying(ScriptedServer.registered(), ScriptedServer.inPieces(offer));
                LinkedWorker worker = worker(server.url())) {
            LinkedWorker.await("answered", () -> server.heard().stream().anyMatch(WorkerMessage::hasAvailability));

            assertThat(worker.server.server.activeJobs()).isEqualTo(1);
            LinkedWorker.await(
                    "the place is free, since no assignment comes", () -> worker.server.server.activeJobs() == 0);
        }
    }

    @Test
    void shouldNoticeAServerThatHasGoneSilent() throws Exception {
        try (ScriptedServer server = ScriptedServer.saying(ScriptedServer.registered());
                LinkedWorker worker = worker(server.url())) {
            awaitProblem(worker, "no word after a ping (expected: within 300 ms");
            assertThat(server.heard()).anyMatch(WorkerMessage::hasPing);
        }
    }

    private static void awaitProblem(LinkedWorker worker, String text) throws InterruptedException {
        LinkedWorker.await(
                text + "; at last: " + worker.status(),
                () -> worker.status().problem().contains(text));
    }

    private static LinkedWorker worker(LiveKitUrl url) throws Exception {
        return LinkedWorker.start(
                url,
                KEY,
                options -> options.livekit(livekit -> livekit.times(LinkedWorker.quick(livekit.times())
                        .withDeadlines(Duration.ofMillis(500), Duration.ofMillis(500))
                        .withPing(Duration.ofMillis(300), Duration.ofMillis(300))
                        .withOffers(Duration.ofMillis(500), Duration.ofMillis(200)))));
    }
}
