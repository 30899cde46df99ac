package dev.parley.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.cli.room.RoomText;
import dev.parley.livekit.proto.Room;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Rooms of a LiveKit server: who gets in, which there are, which agents are called. */
@Command(
        name = "room",
        mixinStandardHelpOptions = true,
        description = "Makes tokens for a LiveKit server's rooms, and manages rooms and dispatches.",
        subcommands = {
            RoomTokenCommand.class,
            RoomCreateCommand.class,
            RoomCommand.ListAll.class,
            RoomCommand.Delete.class,
            DispatchCommand.class
        })
final class RoomCommand {

    /** Shows rooms. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists rooms: all, or those of these names.")
    static final class ListAll implements Callable<Integer> {
        @Parameters(arity = "0..*", paramLabel = "NAME", description = "Names of rooms.")
        private List<String> names = new ArrayList<>();

        @Mixin
        private RoomOptions options = new RoomOptions();

        @Override
        public Integer call() throws Exception {
            List<Room> rooms = LiveKitOption.answer(options.api().rooms().listRooms(names.toArray(String[]::new)));
            return options.tell(RoomText.json(rooms), RoomText.lines(rooms));
        }
    }

    /** Ends a room. */
    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Ends a room: everybody in it is put out; exit code 10 if there is none of this name.")
    static final class Delete implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "The room's name.")
        private String name = "";

        @Mixin
        private RoomOptions options = new RoomOptions();

        @Override
        public Integer call() throws Exception {
            String room = Given.text("NAME", name);
            LiveKitOption.answer(options.api().rooms().deleteRoom(room));
            return options.tell(new ObjectMapper().createObjectNode().put("deleted", room), "Deleted " + room + ".");
        }
    }
}
