package dev.parley.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.cli.logging.LogSetup;
import dev.parley.provider.Models;
import dev.parley.provider.ModelsProvider;
import dev.parley.testkit.realtime.Dialects;
import dev.parley.testkit.realtime.FakeRealtimeServer;
import dev.parley.testkit.realtime.FakeServerSettings;
import dev.parley.testkit.realtime.script.RealtimeScript;
import dev.parley.testkit.realtime.script.ScriptFile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Serves a fake of a model's service, for clients under test. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        description = "Serves a fake of OpenAI's Realtime API, which needs no key and no network, until Ctrl-C.")
final class TestCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(TestCommand.class);
    private static final int LOAD_SECONDS = 120;

    @Option(names = "--fake-server", required = true, description = "The fake server; there is no other test yet.")
    boolean fakeServer;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8090",
            description = "Port to listen on; 0: any free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--script",
            paramLabel = "FILE",
            description = "Replies, callers' words, pace, limits and faults in HOCON or JSON (default: the built-in"
                    + " models answer).")
    private Optional<Path> script = Optional.empty();

    @Option(
            names = "--api-key",
            paramLabel = "K",
            description = "The key that clients must show (default: any will do).")
    private Optional<String> apiKey = Optional.empty();

    @Option(names = "--beta", description = "Speaks the beta dialect too, with clients that ask for it.")
    private boolean beta;

    @Option(
            names = "--log-level",
            paramLabel = "L",
            completionCandidates = HostingOptions.Levels.class,
            description = "How much is logged: ${COMPLETION-CANDIDATES} (default: info).")
    private String logLevel = "info";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        LogSetup.human(logLevel);
        FakeServerSettings.Builder settings = settings();
        RealtimeScript read = readScript();
        Models models = models(ConfigFactory.load());
        load(models);
        settings.voice(models.tts()).recogniser(models.stt());
        if (script.isEmpty()) {
            settings.model(models.llm());
        }
        return serve(read, settings.build());
    }

    private FakeServerSettings.Builder settings() {
        try {
            FakeServerSettings.Builder settings = FakeServerSettings.builder().port(port);
            apiKey.ifPresent(settings::apiKeys);
            settings.dialects(beta ? Dialects.WITH_BETA : Dialects.CURRENT).build();
            return settings;
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), "--" + wrong.getMessage(), wrong);
        }
    }

    private RealtimeScript readScript() throws CommandException {
        try {
            return script.map(ScriptFile::read).orElse(RealtimeScript.empty());
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(ExitCode.SETTINGS, wrong);
        }
    }

    private static Models models(Config config) throws CommandException {
        String wanted = config.getString("parley.models.provider");
        return ServiceLoader.load(ModelsProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new CommandException(
                        ExitCode.SETTINGS,
                        "parley.models.provider: " + wanted + " (expected: a provider on the class path)"))
                .create(config);
    }

    private static void load(Models models) throws CommandException, InterruptedException {
        try {
            models.tts()
                    .prewarm()
                    .thenCombine(models.stt().prewarm(), (voice, ear) -> voice)
                    .toCompletableFuture()
                    .get(LOAD_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new CommandException(
                    ExitCode.FAILED, Optional.ofNullable(failed.getCause()).orElse(failed));
        }
    }

    private int serve(RealtimeScript read, FakeServerSettings settings) throws CommandException, InterruptedException {
        try (FakeRealtimeServer server = FakeRealtimeServer.start(read, settings)) {
            println("Fake realtime server listening on " + server.url() + "; Ctrl-C stops it");
            println("  clients need OPENAI_BASE_URL=" + server.baseUrl() + " and OPENAI_API_KEY="
                    + (apiKey.isPresent() ? "***" : "any"));
            println("  script  " + script.map(Path::toString).orElse("none: the built-in models answer"));
            CountDownLatch told = new CountDownLatch(1);
            StopSignals.onFirst(() -> {
                LOG.info("Told to stop after [{}] connections.", server.connections());
                told.countDown();
            });
            told.await();
            return ExitCode.OK;
        } catch (IllegalStateException busy) {
            throw new CommandException(ExitCode.PORT, busy);
        }
    }

    private void println(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
