package dev.parley.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.cli.settings.SettingsException;
import dev.parley.livekit.server.LiveKitApi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the commands have in common that ask a LiveKit server about rooms. */
final class RoomOptions {
    @Option(names = "--json", description = "Print one JSON object instead of lines for people.")
    private boolean json;

    @Mixin
    private LiveKitOption livekit = new LiveKitOption();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    LiveKitApi api() throws CommandException, SettingsException {
        return livekit.api();
    }

    /** Prints one of both, and gives the exit code. */
    int tell(JsonNode object, String lines) {
        spec.commandLine().getOut().println(json ? object : lines);
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
