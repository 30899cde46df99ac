package dev.parley.bench.realtime;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import dev.parley.audio.AudioFrame;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Parley as a client of the bench: so many default sessions in one process, each over the production path to its model. */
public final class RealtimeClient {

    private RealtimeClient() {}

    /** Runs with {@code --url ws://HOST:PORT/v1/realtime --n SESSIONS --out FILE} and follows its standard input. */
    public static void main(String[] arguments) {
        Options options = Options.of(arguments, Set.of("url", "n", "out"));
        URI url = URI.create(options.text("url"));
        int sessions = options.count("n", 1);
        Samples samples = new Samples();
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "bench");
        ClientProtocol.follow(samples, Path.of(options.text("out")), () -> {
            List<Consumer<AudioFrame>> callers = new ArrayList<>();
            for (int i = 0; i < sessions; i++) {
                callers.add(RealtimeCall.start(system, url, i, samples));
            }
            Pacer.start(callers);
        });
    }
}
