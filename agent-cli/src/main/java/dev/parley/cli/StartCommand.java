package dev.parley.cli;

import dev.parley.cli.agent.AgentLoader;
import dev.parley.cli.agent.ReloadableEntryPoint;
import dev.parley.cli.logging.LogSetup;
import dev.parley.cli.settings.Setting;
import dev.parley.cli.settings.Settings;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.WorkerOptions;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Hosts an agent as a service. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = "Hosts an agent as a service: JSON logs, drains when told to stop (twice: ends at once).")
final class StartCommand implements Callable<Integer> {
    @Mixin
    private HostingOptions options = new HostingOptions();

    @Option(
            names = "--production",
            description = "Every route but /health wants a key: PARLEY_API_KEY, api_key or parley.http.api-key.")
    private boolean production;

    @Mixin
    private ClusterOption cluster = new ClusterOption();

    @Override
    public Integer call() throws Exception {
        Settings.Builder flags = options.settings(System.getenv());
        if (production) {
            flags.flag(Setting.PRODUCTION, true);
        }
        cluster.addTo(flags);
        Settings settings = flags.build();
        LogSetup.json(settings.logLevel());
        HttpOptions http = Hosting.checked(() -> HttpOptions.of(settings.config()));
        Hosting.checked(() -> WorkerOptions.of(settings.config(), job -> {}));
        ReloadableEntryPoint agent = ReloadableEntryPoint.load(AgentLoader.of(settings.agent()));
        Hosting hosting = Hosting.start(
                settings.config(), Hosting.checked(() -> WorkerOptions.of(settings.config(), agent)), http);
        hosting.stopWhenTold();
        LoggerFactory.getLogger(StartCommand.class)
                .info(
                        "Listening on [{}], agent [{}]. {}",
                        hosting.server().uri(),
                        settings.agent(),
                        hosting.server().modelsAnnouncement());
        hosting.server()
                .clusterNode()
                .ifPresent(node -> LoggerFactory.getLogger(StartCommand.class).info("Node of a cluster: [{}].", node));
        hosting.server()
                .healthAddress()
                .ifPresent(address -> LoggerFactory.getLogger(StartCommand.class)
                        .info("LiveKit's worker health is on [{}].", address));
        return hosting.awaitEnd();
    }
}
