package dev.parley.worker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.session.CloseReason;
import dev.parley.session.SessionEvent;
import dev.parley.worker.EchoSession;
import dev.parley.worker.SocketCaller;
import dev.parley.worker.TestServer;
import dev.parley.worker.job.Call;
import java.net.URI;
import java.net.http.WebSocket;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CallSocketTest {
    private static final TestServer.Echoes ECHOES = new TestServer.Echoes();
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(ECHOES);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static SocketCaller connect(String id) throws Exception {
        return SocketCaller.connect(server, "/api/calls/" + id + "/ws");
    }

    private static Optional<Call> find(String id) throws Exception {
        return server.server.calls().find(id).toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private static void awaitEnd(String id) throws Exception {
        Optional<Call> call = find(id);
        if (call.isPresent()) {
            call.get().whenEnded().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void shouldStartTheCallAndTellItsFirstEvents() throws Exception {
        SocketCaller caller = connect("first");

        assertThat(caller.await("session_started").path("session_id").asText()).isEqualTo("first");
        JsonNode state = caller.await("agent_state_changed");
        assertThat(state.path("old_state").asText()).isEqualTo("initializing");
        assertThat(state.path("new_state").asText()).isEqualTo("listening");
        assertThat(Instant.parse(state.path("at").asText())).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void shouldCarryAudioBothWaysInFramesOf20Milliseconds() throws Exception {
        SocketCaller caller = connect("audio");
        byte[] pcm = new byte[3200];
        for (int i = 0; i < pcm.length; i++) {
            pcm[i] = (byte) (i % 100);
        }

        caller.send(pcm);

        byte[] heard = new byte[3200];
        for (int at = 0; at < heard.length; at += 640) {
            byte[] frame = caller.awaitAudio();
            assertThat(frame).hasSize(640);
            System.arraycopy(frame, 0, heard, at, 640);
        }
        assertThat(heard).isEqualTo(pcm);
    }

    @Test
    void shouldSpeakTheCallersRateBothWays() throws Exception {
        SocketCaller caller = SocketCaller.connect(server, "/api/calls/rate/ws?rate=48000");

        caller.send(TestServer.sound(48_000));

        assertThat(caller.awaitAudio()).hasSize(1920);
        assertThat(ECHOES.session("rate").heardAtLeast(7_900)).isBetween(7_900L, 8_000L);
    }

    @Test
    void shouldAnswerTypedTextWithEvents() throws Exception {
        SocketCaller caller = connect("typed").send("{\"type\":\"text\",\"text\":\"tool\"}");

        assertThat(caller.await("text_received").path("text").asText()).isEqualTo("tool");
        assertThat(caller.await("conversation_item_added")
                        .path("item")
                        .path("role")
                        .asText())
                .isEqualTo("user");
        assertThat(caller.await("tool_call_started").path("call").path("name").asText())
                .isEqualTo("price_of");
        assertThat(caller.await("function_tools_executed")
                        .path("outputs")
                        .get(0)
                        .path("output")
                        .asText())
                .isEqualTo("10.0");
        JsonNode finished = caller.await("speech_finished");
        assertThat(finished.path("heard").asText()).isEqualTo("You said tool.");
        assertThat(finished.path("interrupted").asBoolean()).isFalse();
    }

    @Test
    void shouldCommitAudioInOrder() throws Exception {
        SocketCaller caller = connect("commit").send(TestServer.sound(640));
        caller.awaitAudio();

        caller.send("{\"type\":\"commit\"}");

        assertThat(caller.await("user_turn_committed").path("transcript").asText())
                .isEqualTo("320 samples");
    }

    @Test
    void shouldAnswerPingsAndBadFramesAndGoOn() throws Exception {
        SocketCaller caller = connect("frames");

        assertThat(caller.send("{\"type\":\"ping\",\"t\":42}")
                        .await("pong")
                        .path("t")
                        .asInt())
                .isEqualTo(42);
        assertError(caller.send("{oops"), "malformed JSON at line 1");
        assertError(caller.send("[]"), "JSON ARRAY");
        assertError(caller.send("{}"), "type: MISSING");
        assertError(caller.send("{\"type\":\"dance\"}"), "type: dance");
        assertError(caller.send("{\"type\":\"text\"}"), "text: MISSING");
        assertError(caller.send(new byte[3]), "audio bytes: 3");
        assertThat(caller.send("{\"type\":\"text\",\"text\":\"hi\"}")
                        .await("speech_finished")
                        .path("heard")
                        .asText())
                .isEqualTo("You said hi.");
    }

    private static void assertError(SocketCaller caller, String detail) throws Exception {
        assertThat(caller.await("error").path("detail").asText())
                .contains(detail)
                .contains("(expected: ");
    }

    @Test
    void shouldEndTheCallItStartedWhenTheSocketCloses() throws Exception {
        SocketCaller caller = connect("closing");
        caller.await("session_started");

        caller.hangUp();

        awaitEnd("closing");
        assertThat(find("closing")).isEmpty();
    }

    @Test
    void shouldEndTheCallItStartedWhenTheLineBreaks() throws Exception {
        SocketCaller caller = connect("broken");
        caller.await("session_started");

        caller.abort();

        awaitEnd("broken");
        assertThat(find("broken")).isEmpty();
    }

    @Test
    void shouldJoinARunningCallAndLeaveItRunning() throws Exception {
        server.post("/api/calls/joined/start");
        SocketCaller caller = connect("joined").send("{\"type\":\"ping\",\"t\":1}");
        caller.await("pong");

        caller.hangUp();
        caller.closed.get(10, TimeUnit.SECONDS);

        assertThat(server.post("/api/calls/joined/text", "{\"text\":\"hi\"}").statusCode())
                .isEqualTo(200);
    }

    @Test
    void shouldTellTheEndAndCloseWhenTheAgentLeaves() throws Exception {
        SocketCaller caller = connect("agentleaves").send("{\"type\":\"text\",\"text\":\"end\"}");

        JsonNode closed = caller.await("session_closed");

        assertThat(closed.path("reason").path("kind").asText()).isEqualTo("task_completed");
        assertThat(caller.closed.get(10, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
        awaitEnd("agentleaves");
    }

    @Test
    void shouldEndTheCallWhenTheCallerSaysSo() throws Exception {
        SocketCaller caller = connect("says").send("{\"type\":\"end\"}");

        assertThat(caller.await("session_closed").path("reason").path("kind").asText())
                .isEqualTo("job_shutdown");
    }

    @Test
    void shouldSayWhenPlaybackIsCleared() throws Exception {
        SocketCaller caller = connect("cleared").send("{\"type\":\"interrupt\"}");

        assertThat(caller.await("playback_cleared").path("speech_id").asText()).isEqualTo("s0");
    }

    @Test
    void shouldCutOffACallerThatStopsReadingAndLeaveOthersAlone() throws Exception {
        SocketCaller deaf = SocketCaller.connectDeaf(server, "/api/calls/deaf/ws");
        SocketCaller other = connect("other");
        other.await("session_started");
        EchoSession session = ECHOES.session("deaf");
        String words = "word ".repeat(4_000);
        Call call = find("deaf").orElseThrow();
        call.whenStarted().toCompletableFuture().get(5, TimeUnit.SECONDS);

        for (int i = 0; i < 3_000 && !call.whenEnded().toCompletableFuture().isDone(); i++) {
            session.emit(new SessionEvent.AgentTranscript(Instant.now(), "s1", words));
            Thread.onSpinWait();
        }

        call.whenEnded().toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertThat(other.send("{\"type\":\"text\",\"text\":\"hi\"}")
                        .await("speech_finished")
                        .path("heard")
                        .asText())
                .isEqualTo("You said hi.");
        deaf.abort();
    }

    @Test
    void shouldRefuseForeignPagesAndNames() {
        assertThatThrownBy(() -> handshake("Origin", "http://evil.example")).hasStackTraceContaining("status code 403");
        assertThatThrownBy(() -> handshake("Origin", "http://localhost:1")).hasStackTraceContaining("status code 403");
    }

    private static void handshake(String header, String value) throws Exception {
        URI uri = URI.create(server.uri("/api/calls/foreign/ws").toString().replaceFirst("^http", "ws"));
        TestServer.client()
                .newWebSocketBuilder()
                .header(header, value)
                .buildAsync(uri, new WebSocket.Listener() {})
                .get(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldRefusePlainHttpAndBadRates() throws Exception {
        assertThat(server.get("/api/calls/plain/ws").body()).contains("WebSocket handshake");
        assertThat(server.get("/api/calls/plain/ws?rate=11025").body()).contains("rate: 11025");
        assertThat(find("plain")).isEmpty();
    }

    @Test
    void shouldTellReasonsOfASessionThatFails() throws Exception {
        SocketCaller caller = connect("fails");
        caller.await("session_started");

        ECHOES.session("fails").finish(new CloseReason(CloseReason.Kind.ERROR, "model: gone"));

        assertThat(caller.await("session_closed").path("reason").path("detail").asText())
                .isEqualTo("model: gone");
    }
}
