package dev.parley.cli;

import dev.parley.cli.room.DispatchText;
import dev.parley.livekit.proto.AgentDispatch;
import dev.parley.livekit.proto.CreateAgentDispatchRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Calls agents into rooms by name. */
@Command(
        name = "dispatch",
        mixinStandardHelpOptions = true,
        description = "Calls an agent into a room, lists such calls and takes them back.",
        subcommands = {DispatchCommand.Create.class, DispatchCommand.ListAll.class, DispatchCommand.Delete.class})
final class DispatchCommand {

    /** Calls one. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Calls an agent into a room, which is created if there is none; a worker of that name gets"
                    + " the job, now or when one comes.")
    static final class Create implements Callable<Integer> {
        @Option(names = "--room", required = true, paramLabel = "ROOM", description = "The room.")
        private String room = "";

        @Option(
                names = "--agent-name",
                required = true,
                paramLabel = "NAME",
                description = "The name that workers have registered under.")
        private String agentName = "";

        @Option(names = "--metadata", paramLabel = "TEXT", description = "What the agent is told: the job's metadata.")
        private String metadata = "";

        @Option(
                names = "--attribute",
                paramLabel = "KEY=VALUE",
                description = "An attribute of the job. May be repeated.")
        private Map<String, String> attributes = new LinkedHashMap<>();

        @Mixin
        private RoomOptions options = new RoomOptions();

        @Override
        public Integer call() throws Exception {
            CreateAgentDispatchRequest request = CreateAgentDispatchRequest.newBuilder()
                    .setRoom(Given.text("--room", room))
                    .setAgentName(Given.text("--agent-name", agentName))
                    .setMetadata(metadata)
                    .putAllAttributes(attributes)
                    .build();
            AgentDispatch made = LiveKitOption.answer(options.api().dispatches().createDispatch(request));
            return options.tell(DispatchText.json(made), DispatchText.line(made));
        }
    }

    /** Shows those of a room. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the dispatches of a room, with the jobs that came of them.")
    static final class ListAll implements Callable<Integer> {
        @Parameters(paramLabel = "ROOM", description = "The room.")
        private String room = "";

        @Mixin
        private RoomOptions options = new RoomOptions();

        @Override
        public Integer call() throws Exception {
            List<AgentDispatch> found =
                    LiveKitOption.answer(options.api().dispatches().listDispatches(Given.text("ROOM", room)));
            return options.tell(DispatchText.json(found), DispatchText.lines(found));
        }
    }

    /** Takes one back. */
    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Takes a dispatch back: its jobs end; exit code 10 if there is none.")
    static final class Delete implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "ROOM", description = "The room.")
        private String room = "";

        @Parameters(index = "1", paramLabel = "DISPATCH", description = "The dispatch's id, such as AD_x7Yz.")
        private String dispatch = "";

        @Mixin
        private RoomOptions options = new RoomOptions();

        @Override
        public Integer call() throws Exception {
            AgentDispatch gone = LiveKitOption.answer(options.api()
                    .dispatches()
                    .deleteDispatch(Given.text("ROOM", room), Given.text("DISPATCH", dispatch)));
            return options.tell(DispatchText.json(gone), "Deleted " + gone.getId() + ".");
        }
    }
}
