package dev.parley.cli.room;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.livekit.proto.Room;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Rooms as they are printed. JSON has LiveKit's own names, in snake case, and times in ISO 8601. */
public final class RoomText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RoomText() {}

    /** One line for people. */
    public static String line(Room room) {
        return room.getSid() + "  " + room.getName() + "  " + room.getNumParticipants() + " participants"
                + (room.getMaxParticipants() == 0 ? "" : " of " + room.getMaxParticipants()) + ", since "
                + createdAt(room);
    }

    /** A line each. */
    public static String lines(List<Room> rooms) {
        return rooms.isEmpty()
                ? "No rooms."
                : rooms.stream().map(RoomText::line).collect(Collectors.joining(System.lineSeparator()));
    }

    private static Instant createdAt(Room room) {
        return Instant.ofEpochSecond(room.getCreationTime());
    }

    /** {@code {"sid","name","num_participants",…}}. */
    public static ObjectNode json(Room room) {
        return JSON.createObjectNode()
                .put("sid", room.getSid())
                .put("name", room.getName())
                .put("num_participants", room.getNumParticipants())
                .put("num_publishers", room.getNumPublishers())
                .put("max_participants", room.getMaxParticipants())
                .put("empty_timeout", room.getEmptyTimeout())
                .put("departure_timeout", room.getDepartureTimeout())
                .put("metadata", room.getMetadata())
                .put("created_at", createdAt(room).toString());
    }

    /** {@code {"rooms":[…]}}. */
    public static ObjectNode json(List<Room> rooms) {
        ObjectNode object = JSON.createObjectNode();
        ArrayNode array = object.putArray("rooms");
        rooms.forEach(room -> array.add(json(room)));
        return object;
    }
}
