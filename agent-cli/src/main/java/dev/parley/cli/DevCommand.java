package dev.parley.cli;

import dev.parley.cli.agent.AgentLoader;
import dev.parley.cli.agent.HotReload;
import dev.parley.cli.agent.ReloadableEntryPoint;
import dev.parley.cli.logging.LogSetup;
import dev.parley.cli.settings.Setting;
import dev.parley.cli.settings.Settings;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.WorkerOptions;
import dev.parley.worker.livekit.LinkStatus;
import dev.parley.worker.server.ParleyServer;
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

    @Option(
            names = "--hot-reload",
            description = "Load the agent anew when its files change; live calls go on with the new code.")
    private boolean hotReload;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Settings settings = options.settings(System.getenv()).build();
        LogSetup.human(settings.logLevel());
        Hosting.checked(() -> workerOptions(settings, job -> {}));
        ReloadableEntryPoint agent = ReloadableEntryPoint.load(AgentLoader.of(settings.agent()));
        Hosting hosting = Hosting.start(
                settings.config(),
                Hosting.checked(() -> workerOptions(settings, agent)),
                Hosting.checked(() -> HttpOptions.of(settings.config())));
        hosting.stopWhenTold();
        agent.onReload(code -> hosting.server().replaceEntryPoint(agent));
        Optional<HotReload> watch = hotReload ? Optional.of(HotReload.watch(agent)) : Optional.empty();
        announce(hosting.server(), settings.agent(), settings.text(Setting.AGENT_NAME));
        try {
            return hosting.awaitEnd();
        } finally {
            watch.ifPresent(HotReload::close);
        }
    }

    /** On the machine of the one who writes it, jobs are taken whatever the load, and nobody asks for the worker's health. */
    private static WorkerOptions workerOptions(Settings settings, EntryPoint entryPoint) {
        return WorkerOptions.builder(settings.config(), entryPoint)
                .livekit(livekit -> livekit.withoutLoadThreshold().withoutHealth())
                .build();
    }

    private void announce(ParleyServer server, String agent, String agentName) {
        String url = server.uri().toString();
        println("Parley is listening on " + url);
        println("  agent   " + agent + (hotReload ? " (reloaded when its files change)" : ""));
        println("  models  " + server.modelsAnnouncement());
        for (LinkStatus link : server.links()) {
            println("  livekit " + link.server() + ", jobs for "
                    + (agentName.isEmpty() ? "each new room" : "rooms that ask for " + agentName));
        }
        String target = server.address().getPort() == 8080 ? "" : "--url " + url + " ";
        println("  call    open the page, or: agent-cli call " + target + "--say \"what is the price of the pizza\"");
    }

    private void println(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
