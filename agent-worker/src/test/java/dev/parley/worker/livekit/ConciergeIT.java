package dev.parley.worker.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.proto.CreateAgentDispatchRequest;
import dev.parley.room.Participant;
import dev.parley.session.AgentState;
import dev.parley.worker.EchoSession;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.TestServer;
import dev.parley.worker.job.ScriptedRoom;
import dev.parley.worker.server.ParleyServer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The guide's example with a real server and a room in memory. */
@Timeout(60)
@Tag("livekit")
class ConciergeIT {

    @Test
    void shouldMeetItsGuest() throws Exception {
        ScriptedRoom room = ScriptedRoom.open();
        LinkedBlockingQueue<EchoSession> sessions = new LinkedBlockingQueue<>();
        Concierge concierge = new Concierge(job -> {
            EchoSession session = new EchoSession(job.id(), job.system());
            sessions.add(session);
            return session;
        });
        try (LivekitServer server = LivekitServer.start();
                TestServer worker = TestServer.start(
                        concierge,
                        options -> options.agentName(Concierge.options(TestServer.CONFIG, concierge)
                                        .agentName())
                                .serverUrl(server.url().toString())
                                .apiKey(server.credentials().apiKey())
                                .apiSecret(server.credentials().apiSecret())
                                .roomConnector(room)
                                .livekit(livekit -> livekit.requestHandler(Concierge::decide)
                                        .withoutLoadThreshold()
                                        .withoutHealth()),
                        HttpOptions.of(TestServer.CONFIG))) {
            ParleyServer parley = worker.server;
            LinkedWorker.await("registered", () -> parley.links().get(0).isRegistered());
            dispatch(server, "plain", "{}");
            dispatch(server, "special", "{\"vip\":true}");
            LinkedWorker.await("joined", () -> room.connects.size() == 1);

            room.enter(ScriptedRoom.participant("guest", Participant.Kind.STANDARD));

            EchoSession session = Objects.requireNonNull(sessions.poll(20, TimeUnit.SECONDS), "a session within 20 s");
            LinkedWorker.await("talking", () -> session.agentState() == AgentState.LISTENING);
            assertThat(parley.activeJobs()).isEqualTo(1);
            room.drop("everybody has gone");
            session.whenClosed().toCompletableFuture().get(20, TimeUnit.SECONDS);
            LinkedWorker.await("ended", () -> parley.activeJobs() == 0);
            parley.shutdown(Duration.ofSeconds(1)).toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(server.log()).contains("JS_SUCCESS");
        }
    }

    private static void dispatch(LivekitServer server, String room, String metadata) throws Exception {
        server.api()
                .dispatches()
                .createDispatch(CreateAgentDispatchRequest.newBuilder()
                        .setAgentName("concierge")
                        .setRoom(room)
                        .setMetadata(metadata)
                        .build())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }
}
