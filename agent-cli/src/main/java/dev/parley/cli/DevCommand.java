package dev.parley.cli;

import dev.parley.cli.agent.AgentLoader;
import dev.parley.cli.agent.HotReload;
import dev.parley.cli.agent.ReloadableEntryPoint;
import dev.parley.cli.logging.LogSetup;
import dev.parley.cli.settings.Settings;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.WorkerOptions;
import dev.parley.worker.server.ParleyServer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Hosts an agent on this machine, for the one who writes it. */
@Command(
        name = "dev",
        mixinStandardHelpOptions = true,
        description = "Hosts an agent on this machine, with a page to talk to it.")
final class DevCommand implements Callable<Integer> {
    @Mixin
    private HostingOptions options = new HostingOptions();

    @Option(names = "--hot-reload", description = "Load the agent anew when its files change; running calls are kept.")
    private boolean hotReload;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Map<String, String> environment = new HashMap<>(System.getenv());
        boolean serverNamed = environment.remove("LIVEKIT_URL") != null;
        Settings settings = options.settings(environment).build();
        LogSetup.human(settings.logLevel());
        ReloadableEntryPoint agent = ReloadableEntryPoint.load(AgentLoader.of(settings.agent()));
        Hosting hosting = Hosting.start(
                settings.config(),
                Hosting.checked(() -> WorkerOptions.of(settings.config(), agent)),
                Hosting.checked(() -> HttpOptions.of(settings.config())));
        Optional<HotReload> watch = hotReload ? Optional.of(HotReload.watch(agent)) : Optional.empty();
        announce(hosting.server(), settings.agent());
        if (serverNamed) {
            println("  note    LIVEKIT_URL is set; dev takes calls here only");
        }
        try {
            return hosting.awaitEnd();
        } finally {
            watch.ifPresent(HotReload::close);
        }
    }

    private void announce(ParleyServer server, String agent) {
        String url = server.uri().toString();
        println("Parley is listening on " + url);
        println("  agent   " + agent + (hotReload ? " (reloaded when its files change)" : ""));
        println("  models  " + server.modelsAnnouncement());
        String target = server.address().getPort() == 8080 ? "" : "--url " + url + " ";
        println("  call    open the page, or: agent-cli call " + target + "--say \"what is the price of the pizza\"");
    }

    private void println(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
