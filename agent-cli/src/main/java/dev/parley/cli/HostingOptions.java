package dev.parley.cli;

import dev.parley.cli.settings.LogLevels;
import dev.parley.cli.settings.Setting;
import dev.parley.cli.settings.Settings;
import dev.parley.cli.settings.SettingsException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of the commands that host an agent. */
final class HostingOptions {
    @Option(
            names = "--agent",
            paramLabel = "CLASS|FILE.java",
            description =
                    "The agent: a class on the class path, or a Java file that is compiled (default: order-desk).")
    private Optional<String> agent = Optional.empty();

    @Option(names = "--port", paramLabel = "N", description = "Port to listen on; 0: any free one (default: 8080).")
    private Optional<Integer> port = Optional.empty();

    @Option(names = "--host", paramLabel = "N", description = "Address to listen on (default: 127.0.0.1).")
    private Optional<String> host = Optional.empty();

    @Option(
            names = "--agent-name",
            paramLabel = "N",
            description = "Name under which LiveKit rooms ask for it; without one, each new room is a job.")
    private Optional<String> agentName = Optional.empty();

    @Option(
            names = "--server-url",
            paramLabel = "U",
            description = "LiveKit server to register with, or several with commas between (default: LIVEKIT_URL).")
    private Optional<String> serverUrl = Optional.empty();

    @Option(
            names = "--log-level",
            paramLabel = "L",
            completionCandidates = Levels.class,
            description = "How much is logged: ${COMPLETION-CANDIDATES} (default: info).")
    private Optional<String> logLevel = Optional.empty();

    @Option(
            names = "--config-file",
            paramLabel = "FILE",
            description =
                    "Settings in JSON, or in HOCON if it ends in .conf. Flags win over it, it wins over the environment.")
    private Optional<Path> configFile = Optional.empty();

    /** Settings that hold what these options say. */
    Settings.Builder settings(Map<String, String> environment) throws SettingsException {
        Settings.Builder settings = Settings.builder(environment);
        configFile.ifPresent(settings::file);
        agent.ifPresent(value -> settings.flag(Setting.AGENT, value));
        port.ifPresent(value -> settings.flag(Setting.PORT, value));
        host.ifPresent(value -> settings.flag(Setting.HOST, value));
        agentName.ifPresent(value -> settings.flag(Setting.AGENT_NAME, value));
        serverUrl.ifPresent(value -> settings.flag(Setting.SERVER_URL, value));
        logLevel.ifPresent(value -> settings.flag(Setting.LOG_LEVEL, value.toLowerCase(Locale.ROOT)));
        return settings;
    }

    boolean choosesAgent() {
        return agent.isPresent();
    }

    /** For completion and help. */
    static final class Levels implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.copyOf(LogLevels.NAMES).iterator();
        }
    }
}
