package dev.parley.worker.server;

import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.testkit.live.LiveScript;
import dev.parley.tool.FunctionTools;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolExecutor;
import dev.parley.tool.ToolSettings;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.SocketCaller;
import dev.parley.worker.TestServer;
import dev.parley.worker.WorkerOptions;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is configured reaches the calls that a worker hosts. */
@Timeout(60)
class ConfiguredCallsTest {

    private static Config config(String overrides) {
        return ConfigFactory.parseString(overrides)
                .withFallback(TestServer.CONFIG)
                .resolve();
    }

    private static TestServer serve(String overrides, LiveScript script, EntryPoint entryPoint) throws Exception {
        Config config = config(overrides);
        return TestServer.start(config, entryPoint, options -> options.models(script.models()), HttpOptions.of(config));
    }

    @AfterEach
    void giveToolsTheirStandardBack() {
        ToolExecutor.configureShared(ToolSettings.standard());
    }

    /** By default a session survives three failures in a row. */
    @Test
    void shouldEndASessionAtItsFirstFailureWhenNoneIsAllowed() throws Exception {
        LiveScript script =
                LiveScript.create().modelAnswersOtherwise(ScriptedReply.of("").failing("out of order"));
        try (TestServer server = serve("parley.session.max-errors = 0", script, job -> job.start(kind()))) {
            SocketCaller caller = SocketCaller.connect(server, "/api/calls/a/ws?rate=16000");

            caller.send("{\"type\":\"text\",\"text\":\"hello\"}");

            assertThat(caller.await("session_closed")
                            .path("reason")
                            .path("kind")
                            .asText())
                    .isEqualTo("error");
        }
    }

    private static Agent kind() {
        return new Agent(AgentSpec.instructions("Be kind."));
    }

    /** A tool that never returns by itself. */
    public static final class Oven {
        @Tool(description = "Bakes until it is told to stop.")
        public String bake() throws InterruptedException {
            new CountDownLatch(1).await();
            return "done";
        }
    }

    @Test
    void shouldGiveUpAToolAtTheConfiguredDeadline() throws Exception {
        LiveScript script = LiveScript.create()
                .modelAnswers("bake", ScriptedReply.of("").calling("bake", "{}"))
                .modelAnswersOtherwise(ScriptedReply.of("It burnt."))
                .voiceSpeaks("It burnt.", ScriptedVoice.of(seconds(0.1)));
        EntryPoint bakery =
                job -> job.start(new Agent(AgentSpec.instructions("Bake.").tools(FunctionTools.of(new Oven()))));
        try (TestServer server = serve("parley.tools.deadline = 50 ms", script, bakery)) {
            server.post("/api/calls/a/start");

            HttpResponse<String> answer = server.post("/api/calls/a/text", "{\"text\":\"bake\"}");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("\"error\":true").contains("It burnt.");
        }
    }

    @Test
    void shouldRefuseToStartWithABadValue() {
        assertThatThrownBy(() -> start("parley.session.max-errors = -1"))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parley.session: max-errors: -1 (expected: 0 or more)");
        assertThatThrownBy(() -> start("parley.tools.threads = 0"))
                .hasMessageContaining("parley.tools.threads: 0 (expected: at least 1)");
        assertThatThrownBy(() -> start("parley.tools.deadline = soon")).hasMessageContaining("deadline");
    }

    private static ParleyServer start(String overrides) throws Exception {
        Config config = config(overrides);
        WorkerOptions options = WorkerOptions.builder(config, new TestServer.Echoes())
                .models(TestServer.noModels())
                .build();
        return ParleyServer.start(config, options, HttpOptions.of(config).withPort(0))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }
}
