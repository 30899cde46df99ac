package dev.parley.bench.realtime;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.stream.javadsl.Sink;
import dev.parley.audio.AudioFrame;
import dev.parley.session.AgentSession;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Parley as a client of the bench: so many default sessions in one process, each over the production path to its model. */
public final class RealtimeClient {
    private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "bench");
    private final List<Consumer<AudioFrame>> callers = new ArrayList<>();

    private RealtimeClient() {}

    /**
     * Runs with {@code --url ws://HOST:PORT/v1/realtime --n SESSIONS --out FILE} and follows its standard input.
     *
     * <p>Sessions that the others may suffer from, and which are not measured: {@code --beside URL,URL}, one with each of these
     * servers, and with {@code --unread yes} one whose voice nobody takes.
     */
    public static void main(String[] arguments) {
        Options options = Options.of(arguments, Set.of("url", "n", "out", "beside", "unread"));
        Samples samples = new Samples();
        RealtimeClient client = new RealtimeClient();
        ClientProtocol.follow(samples, Path.of(options.text("out")), () -> client.start(options, samples));
    }

    private void start(Options options, Samples samples) throws Exception {
        URI url = URI.create(options.text("url"));
        for (int i = options.count("n", 1); i > 0; i--) {
            callers.add(RealtimeCall.start(system, url, callers.size(), samples));
        }
        if (options.optional("beside").isPresent()) {
            for (String beside : options.words("beside", "")) {
                startBeside(URI.create(beside), session -> session.playTo(frame -> {}));
            }
        }
        if (options.text("unread", "no").equals("yes")) {
            startBeside(url, session -> session.audioOut().runWith(Sink.never(), system));
        }
        Pacer.start(callers);
    }

    private void startBeside(URI url, Consumer<AgentSession> listen) throws Exception {
        callers.add(RealtimeCall.start(system, url, callers.size(), Samples.none(), listen));
    }
}
