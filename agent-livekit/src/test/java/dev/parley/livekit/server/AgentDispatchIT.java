package dev.parley.livekit.server;

import static dev.parley.livekit.server.Outcome.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.fixture.PythonPeer;
import dev.parley.livekit.proto.AgentDispatch;
import dev.parley.livekit.proto.CreateAgentDispatchRequest;
import dev.parley.livekit.proto.CreateRoomRequest;
import dev.parley.livekit.proto.RoomAgentDispatch;
import dev.parley.livekit.proto.RoomConfiguration;
import dev.parley.livekit.token.AccessToken;
import dev.parley.livekit.token.VideoGrant;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calling agents by name on the real server; and that the fixture's server can crash and come back. */
@Tag("livekit")
@Timeout(120)
class AgentDispatchIT {
    private LivekitServer server;
    private LiveKitApi api;

    @BeforeEach
    void start() {
        server = LivekitServer.start();
        api = server.api();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldCreateListAndDeleteDispatches() throws Exception {
        AgentDispatch created = get(api.dispatches()
                .createDispatch(CreateAgentDispatchRequest.newBuilder()
                        .setAgentName("bot")
                        .setRoom("r")
                        .setMetadata("{\"table\":4}")
                        .build()));

        assertThat(created.getId()).startsWith("AD_");
        assertThat(named("r")).singleElement().satisfies(found -> {
            assertThat(found.getId()).isEqualTo(created.getId());
            assertThat(found.getAgentName()).isEqualTo("bot");
            assertThat(found.getMetadata()).isEqualTo("{\"table\":4}");
        });

        AgentDispatch deleted = get(api.dispatches().deleteDispatch("r", created.getId()));
        assertThat(deleted.getId()).isEqualTo(created.getId());
        assertThat(named("r")).isEmpty();
    }

    /** Beside those, a room that was made without agents has the dispatch without a name, for workers that take any room. */
    private List<AgentDispatch> named(String room) throws Exception {
        return get(api.dispatches().listDispatches(room)).stream()
                .filter(dispatch -> !dispatch.getAgentName().isEmpty())
                .toList();
    }

    @Test
    void shouldCallTheAgentsOfAUsersToken() throws Exception {
        String token = AccessToken.of(server.credentials())
                .identity("alice")
                .video(VideoGrant.join("s"))
                .roomConfig(RoomConfiguration.newBuilder()
                        .addAgents(RoomAgentDispatch.newBuilder().setAgentName("bot"))
                        .build())
                .toJwt();
        try (PythonPeer alice = PythonPeer.start(
                RoomServiceIT.class, "participant.py", server.url().toString(), token)) {
            assertThat(alice.next(Duration.ofSeconds(30))).startsWith("joined alice");

            assertThat(get(api.dispatches().listDispatches("s")))
                    .extracting(AgentDispatch::getAgentName)
                    .containsExactly("bot");
        }
    }

    @Test
    void shouldComeBackEmptyAfterACrash() throws Exception {
        get(api.rooms().createRoom(CreateRoomRequest.newBuilder().setName("r").build()));

        server.kill();
        assertThat(api.rooms().listRooms().toCompletableFuture())
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("no connection to " + server.url());

        server.restart();
        assertThat(get(api.rooms().listRooms())).isEmpty();
    }
}
