package dev.parley.bench.soak;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import dev.parley.livekit.fixture.LivekitServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Rooms of a real server in which a caller and a session talk in turn, both in this process. */
public final class TalkingRooms {
    private static final int READINGS = 10;
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    private final int rooms;
    private final Duration time;

    /** A run of so many rooms at once for so long. */
    public TalkingRooms(int rooms, Duration time) {
        this.rooms = rooms;
        this.time = time;
    }

    /** Runs with {@code ROOMS MINUTES}, by default 10 and 20, and prints its figures. */
    public static void main(String[] arguments) throws Exception {
        int rooms = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
        double minutes = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 20;
        System.out.println(new TalkingRooms(rooms, Duration.ofMillis(Math.round(minutes * 60_000))).run());
    }

    /** Blocks until the run is over. */
    public SoakFigures run() throws Exception {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "talk");
        try (LivekitServer server = LivekitServer.start()) {
            return run(new RoomGuest(server, system));
        } finally {
            system.terminate();
            RoomGuest.get(system.getWhenTerminated());
        }
    }

    private SoakFigures run(RoomGuest guest) throws Exception {
        warmUp(guest);
        Settling settling = Settling.before(guest.system());
        Map<String, Reading> readings = new LinkedHashMap<>();
        Outcome outcome = talk(guest, readings);
        SoakFigures.Leftovers left = settling.after(rooms);
        readings.put("settled", Reading.now());
        return new SoakFigures(outcome.summary(), outcome.turns(), readings, left);
    }

    /** What lives as long as the process comes into being before the count. */
    private void warmUp(RoomGuest guest) throws Exception {
        List<TalkingRoom> talking = start(guest, rooms);
        pause(WARM_UP);
        end(talking);
    }

    private record Outcome(String summary, long turns) {}

    private Outcome talk(RoomGuest guest, Map<String, Reading> readings) throws Exception {
        List<TalkingRoom> talking = start(guest, rooms);
        for (int i = 1; i <= READINGS; i++) {
            pause(time.dividedBy(READINGS));
            read(readings, time.multipliedBy(i).dividedBy(READINGS));
        }
        Outcome outcome = new Outcome(
                summary(talking), talking.stream().mapToLong(TalkingRoom::turns).sum());
        end(talking);
        return outcome;
    }

    private static void read(Map<String, Reading> readings, Duration after) {
        LiveObjects.now();
        readings.put(after.toSeconds() + " s", Reading.now());
    }

    private String summary(List<TalkingRoom> talking) {
        Duration heard = talking.stream().map(TalkingRoom::heard).reduce(Duration.ZERO, Duration::plus);
        return rooms + " rooms for " + time.toSeconds() + " s: "
                + talking.stream().mapToLong(TalkingRoom::turns).sum() + " answers, heard " + heard.toSeconds()
                + " s of them (" + 100 * heard.toMillis() / rooms / time.toMillis() + " % of the time)";
    }

    private static List<TalkingRoom> start(RoomGuest guest, int count) throws Exception {
        List<TalkingRoom> talking = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            talking.add(TalkingRoom.start(guest, i));
        }
        return talking;
    }

    private static void end(List<TalkingRoom> talking) throws Exception {
        for (TalkingRoom room : talking) {
            room.end();
        }
    }

    private static void pause(Duration length) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(length.toNanos());
    }
}
