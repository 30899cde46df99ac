package dev.parley.worker.http;

import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.testkit.live.Hum;
import dev.parley.testkit.live.LiveScript;
import dev.parley.tool.FunctionTools;
import dev.parley.tool.Param;
import dev.parley.tool.Tool;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.SocketCaller;
import dev.parley.worker.TestServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RealSessionTest {

    /** A shop with one price. */
    public static final class Shop {
        @Tool(description = "Tells what a product costs.")
        public String price(@Param("the product") String product) {
            return product + " costs 10";
        }
    }

    private static final class Clerk extends Agent {
        Clerk() {
            super(AgentSpec.instructions("Be kind.").tools(FunctionTools.of(new Shop())));
        }
    }

    private static LiveScript script() {
        return LiveScript.create()
                .modelAnswers(
                        "how much is the pizza",
                        ScriptedReply.of("")
                                .timed(Duration.ZERO, Duration.ZERO)
                                .calling("price", "{\"product\":\"pizza\"}"))
                .modelAnswers(
                        "pizza costs 10", ScriptedReply.of("It costs ten.").timed(seconds(0.01), seconds(0.02)))
                .voiceSpeaks("It costs ten.", ScriptedVoice.of(seconds(0.4)).timed(seconds(0.02), seconds(0.02)));
    }

    private static TestServer serve(LiveScript script) throws Exception {
        EntryPoint clerk = job -> job.start(new Clerk());
        return TestServer.start(clerk, options -> options.models(script.models()), HttpOptions.of(TestServer.CONFIG));
    }

    @Test
    void shouldAnswerTypedTextWithToolAndVoice() throws Exception {
        try (TestServer server = serve(script())) {
            server.post("/api/calls/a/start");

            HttpResponse<String> response = server.post("/api/calls/a/text", "{\"text\":\"how much is the pizza\"}");

            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            JsonNode answer = new ObjectMapper().readTree(response.body());
            assertThat(answer.path("transcript").asText()).isEqualTo("how much is the pizza");
            assertThat(answer.path("answer").asText()).isEqualTo("It costs ten.");
            assertThat(answer.path("tool_calls").get(0).path("output").asText()).isEqualTo("pizza costs 10");
        }
    }

    @Test
    void shouldKeepTheSessionUnderItsJob() throws Exception {
        try (TestServer server = serve(script())) {
            server.post("/api/calls/a/start");

            List<String> tree = server.server.system().printTree().lines().toList();

            int job = indexOf(tree, " job-a ");
            int session = indexOf(tree, " session ");
            assertThat(job).isNotNegative();
            assertThat(session).isGreaterThan(job);
            assertThat(tree.get(session).indexOf("session"))
                    .isGreaterThan(tree.get(job).indexOf("job-a"));
            assertThat(tree).noneMatch(line -> line.contains(" session-"));
        }
    }

    private static int indexOf(List<String> tree, String part) {
        return IntStream.range(0, tree.size())
                .filter(i -> tree.get(i).contains(part))
                .findFirst()
                .orElse(-1);
    }

    @Test
    void shouldAnswerPostedAudioThatIsCommitted() throws Exception {
        try (TestServer server = serve(script().userWillSay("how much is the pizza"))) {
            server.post("/api/calls/a/start");
            AudioFrame speech = Hum.frame(AudioFormat.WIDEBAND, Duration.ofMillis(800));

            assertThat(server.postPcm("/api/calls/a/audio", speech.toByteArray())
                            .statusCode())
                    .isEqualTo(202);
            HttpResponse<String> response = server.post("/api/calls/a/commit?wait_ms=10000");

            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(new ObjectMapper()
                            .readTree(response.body())
                            .path("answer")
                            .asText())
                    .isEqualTo("It costs ten.");
            assertThat(server.post("/api/calls/a/end").statusCode()).isEqualTo(200);
            assertThat(server.server.activeJobs()).isZero();
        }
    }

    @Test
    void shouldSpeakOverTheSocketAndClearWhenInterrupted() throws Exception {
        LiveScript script = LiveScript.create()
                .modelAnswersOtherwise(ScriptedReply.of("A long story.").timed(seconds(0.01), seconds(0.02)))
                .voiceSpeaks("A long story.", ScriptedVoice.of(seconds(20)).timed(seconds(0.02), seconds(0.1)));
        try (TestServer server = serve(script)) {
            SocketCaller caller = SocketCaller.connect(server, "/api/calls/a/ws?rate=24000");
            caller.send("{\"type\":\"text\",\"text\":\"tell me\"}");
            assertThat(caller.awaitAudio()).hasSize(960);

            caller.send("{\"type\":\"interrupt\"}");
            caller.await("playback_cleared");
            caller.await("speech_finished");

            caller.send("{\"type\":\"ping\",\"t\":1}").await("pong");
            assertThat(caller.received).noneMatch(byte[].class::isInstance);
            caller.hangUp();
        }
    }
}
