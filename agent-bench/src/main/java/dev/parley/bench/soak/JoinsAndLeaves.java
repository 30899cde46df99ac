package dev.parley.bench.soak;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.token.ParticipantKind;
import dev.parley.realtime.livekit.LivekitRoom;
import dev.parley.session.AgentSession;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** One participant after another joins a room of a real server with a session behind it, and leaves again. */
public final class JoinsAndLeaves {
    private static final int ROOMS = 8;
    private static final int READINGS = 10;
    private static final Duration ANSWER = Duration.ofMillis(200);

    private final int warmUp;
    private final int cycles;

    /**
     * A run.
     *
     * @param warmUp cycles before the first reading
     * @param cycles counted ones, at least 10
     */
    public JoinsAndLeaves(int warmUp, int cycles) {
        this.warmUp = warmUp;
        this.cycles = cycles;
    }

    /** Runs with {@code CYCLES}, by default 1000 of which the first tenth is not counted, and prints its figures. */
    public static void main(String[] arguments) throws Exception {
        int cycles = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
        System.out.println(new JoinsAndLeaves(cycles / 10, cycles - cycles / 10).run());
    }

    /** Blocks until the run is over. */
    public SoakFigures run() throws Exception {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "joins");
        try (LivekitServer server = LivekitServer.start()) {
            return run(new RoomGuest(server, system));
        } finally {
            system.terminate();
            RoomGuest.get(system.getWhenTerminated());
        }
    }

    private SoakFigures run(RoomGuest guest) throws Exception {
        for (int i = 0; i < warmUp; i++) {
            cycle(guest, "warm-up-" + i, i);
        }
        Settling settling = Settling.before(guest.system());
        Map<String, Reading> readings = new LinkedHashMap<>();
        readings.put(warmUp + " cycles", Reading.now());
        for (int i = 0; i < cycles; i++) {
            cycle(guest, "agent-" + i, i);
            if ((i + 1) % (cycles / READINGS) == 0) {
                LiveObjects.now();
                readings.put((warmUp + i + 1) + " cycles", Reading.now());
            }
        }
        SoakFigures.Leftovers left = settling.after(Math.max(cycles / 2, 1));
        readings.put("settled", Reading.now());
        return new SoakFigures(warmUp + cycles + " joins and leaves", cycles, readings, left);
    }

    private static void cycle(RoomGuest guest, String identity, int number) throws Exception {
        LivekitRoom room = guest.join("soak-" + number % ROOMS, identity, ParticipantKind.AGENT);
        AgentSession session = guest.session(room, ANSWER);
        RoomGuest.get(session.say("Good bye.").whenDone());
        RoomGuest.get(session.close());
        guest.leave(room);
    }
}
