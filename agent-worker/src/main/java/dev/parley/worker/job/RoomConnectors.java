package dev.parley.worker.job;

import dev.parley.room.RoomConnector;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.StreamSupport;

/** Finds what joins rooms. */
public final class RoomConnectors {
    private RoomConnectors() {}

    /**
     * The one on the class path; empty if there is none.
     *
     * @throws IllegalArgumentException naming them, if there are several
     */
    public static Optional<RoomConnector> onClassPath() {
        List<RoomConnector> found = StreamSupport.stream(
                        ServiceLoader.load(RoomConnector.class).spliterator(), false)
                .toList();
        if (found.size() > 1) {
            throw new IllegalArgumentException("room connectors: "
                    + found.stream().map(RoomConnector::name).sorted().toList()
                    + " on the class path (expected: one); remove the others, or give one to WorkerOptions");
        }
        return found.stream().findFirst();
    }
}
