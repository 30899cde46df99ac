package dev.parley.cli;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.cli.agent.AgentLoader;
import dev.parley.cli.agent.ReloadableEntryPoint;
import dev.parley.cli.caller.CallException;
import dev.parley.cli.caller.Caller;
import dev.parley.cli.logging.LogSetup;
import dev.parley.cli.settings.Setting;
import dev.parley.cli.settings.Settings;
import dev.parley.testkit.live.LiveScript;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.JobContext;
import dev.parley.worker.WorkerOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Does once what servers and callers do, so that the classes they need can be archived for the next start. */
@Command(name = "warm-up", hidden = true, description = "Used by the launcher to make its class-data archive.")
final class WarmUpCommand implements Callable<Integer> {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @Option(names = "--worker", description = "Only what a worker with an agent and models of its own needs.")
    private boolean worker;

    @Override
    public Integer call() throws Exception {
        LogSetup.json("error");
        LogSetup.human("warn");
        Settings settings = Settings.builder(Map.of()).flag(Setting.PORT, 0).build();
        EntryPoint agent = worker ? WarmUpCommand::greet : ReloadableEntryPoint.load(AgentLoader.of(settings.agent()));
        Hosting hosting = Hosting.start(
                settings.config(),
                Hosting.checked(() -> WorkerOptions.of(settings.config(), agent)),
                Hosting.checked(() -> HttpOptions.of(settings.config())));
        try {
            URI uri = hosting.server().uri();
            get(uri);
            get(uri.resolve("health"));
            get(uri.resolve("metrics"));
            register(hosting);
            call(uri);
        } finally {
            hosting.server().shutdown().toCompletableFuture().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        }
        return ExitCode.OK;
    }

    private static void get(URI uri) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(DEADLINE).build();
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
    }

    private static void greet(JobContext job) {
        job.start(job.session()
                        .agent(new Agent(AgentSpec.instructions("Greets.")))
                        .models(LiveScript.create().models()))
                .thenAccept(session -> session.say("Hello."));
    }

    /** A worker of its own, as start has it with a LiveKit server. */
    private static void register(Hosting other) throws Exception {
        RehearsalServer livekit = new RehearsalServer();
        int port = livekit.bind(other.server().system())
                .toCompletableFuture()
                .get(DEADLINE.toSeconds(), TimeUnit.SECONDS)
                .localAddress()
                .getPort();
        Settings settings = Settings.builder(Map.of())
                .flag(Setting.PORT, 0)
                .flag(Setting.SERVER_URL, "ws://127.0.0.1:" + port)
                .flag(Setting.API_KEY, "rehearsal")
                .flag(Setting.API_SECRET, "rehearsal")
                .build();
        Hosting worker = Hosting.start(
                settings.config(),
                Hosting.checked(() -> WorkerOptions.builder(settings.config(), job -> {})
                        .livekit(link -> link.health("127.0.0.1", 0))
                        .build()),
                Hosting.checked(() -> HttpOptions.of(settings.config())));
        try {
            livekit.whenReported().toCompletableFuture().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } finally {
            worker.server().shutdown().toCompletableFuture().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** An answer is welcome and not needed: what was loaded until then counts. */
    private static void call(URI uri) throws InterruptedException {
        try (Caller caller = Caller.typing(uri, Optional.empty(), DEADLINE)) {
            caller.greeting();
        } catch (CallException incomplete) {
            LoggerFactory.getLogger(WarmUpCommand.class).warn("No greeting: {}", incomplete.getMessage());
        }
    }
}
