package dev.parley.cli;

import dev.parley.cli.room.LongSpan;
import dev.parley.cli.room.RoomText;
import dev.parley.livekit.proto.CreateRoomRequest;
import dev.parley.livekit.proto.Room;
import dev.parley.livekit.proto.RoomAgentDispatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates a room. */
@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        description = "Creates a room; one that exists under this name is left as it is and printed.")
final class RoomCreateCommand implements Callable<Integer> {
    private static final int MOST_PARTICIPANTS = 1_000_000;

    @Parameters(paramLabel = "NAME", description = "The room's name.")
    private String name = "";

    @Option(
            names = "--empty-timeout",
            paramLabel = "TIME",
            converter = LongSpan.class,
            description = "How long it waits for its first participant, such as 10m (default: the server's).")
    private Optional<Duration> emptyTimeout = Optional.empty();

    @Option(
            names = "--departure-timeout",
            paramLabel = "TIME",
            converter = LongSpan.class,
            description = "How long it stays after its last participant (default: the server's).")
    private Optional<Duration> departureTimeout = Optional.empty();

    @Option(
            names = "--max-participants",
            paramLabel = "N",
            description = "How many may be in it (default: the server's limit).")
    private Optional<Integer> maxParticipants = Optional.empty();

    @Option(names = "--metadata", paramLabel = "TEXT", description = "The room's metadata.")
    private String metadata = "";

    @Option(names = "--agent", paramLabel = "NAME", description = "An agent to be called at once. May be repeated.")
    private List<String> agents = new ArrayList<>();

    @Mixin
    private RoomOptions options = new RoomOptions();

    @Override
    public Integer call() throws Exception {
        CreateRoomRequest request = request();
        Room room = LiveKitOption.answer(options.api().rooms().createRoom(request));
        return options.tell(RoomText.json(room), RoomText.line(room));
    }

    private CreateRoomRequest request() throws CommandException {
        CreateRoomRequest.Builder request =
                CreateRoomRequest.newBuilder().setName(Given.text("NAME", name)).setMetadata(metadata);
        emptyTimeout.ifPresent(time -> request.setEmptyTimeout((int) time.toSeconds()));
        departureTimeout.ifPresent(time -> request.setDepartureTimeout((int) time.toSeconds()));
        if (maxParticipants.isPresent()) {
            request.setMaxParticipants(Given.within("--max-participants", maxParticipants.get(), 1, MOST_PARTICIPANTS));
        }
        for (String agent : agents) {
            request.addAgents(RoomAgentDispatch.newBuilder().setAgentName(Given.text("--agent", agent)));
        }
        return request.build();
    }
}
