package dev.parley.realtime.livekit.signal;

import akka.Done;
import akka.actor.typed.ActorSystem;
import dev.parley.livekit.LiveKitUrl;
import dev.parley.livekit.proto.JoinResponse;
import dev.parley.livekit.proto.SignalRequest;
import dev.parley.livekit.proto.SignalResponse;
import dev.parley.livekit.proto.UpdateParticipantMetadata;
import dev.parley.realtime.livekit.strand.Strand;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The signals of one room, over WebSockets of Akka HTTP: what the {@link SignalMachine} decides is carried out here. Methods are
 * thread-safe unless told otherwise.
 *
 * <p>Joins by LiveKit's {@code /rtc/v1}: one peer connection, its tracks and its offer in the join request.
 */
public final class SignalClient {
    private final ActorSystem<?> system;
    private final LiveKitUrl server;
    private final Strand strand;
    private final SignalSettings settings;
    private final JoinRequests joins;
    private final SignalMachine machine;
    private final SelfUpdates updates;
    private final RefusalReason refusals;
    private @Nullable SignalSocket socket;

    /**
     * A client that has not begun.
     *
     * @param token names room and identity; a secret
     * @param joins what to enter with, asked for at each attempt
     */
    public SignalClient(
            ActorSystem<?> system,
            Strand strand,
            LiveKitUrl server,
            String token,
            SignalSettings settings,
            JoinRequests joins,
            SignalListener listener) {
        this.system = system;
        this.strand = strand;
        this.server = server;
        this.settings = settings;
        this.joins = joins;
        this.updates = new SelfUpdates(strand, this::sendNow);
        this.refusals = new RefusalReason(system, server);
        this.machine = new SignalMachine(
                strand,
                new Sockets(),
                new Told(listener),
                settings,
                token,
                () -> ThreadLocalRandom.current().nextDouble());
    }

    /** Begins to join. Once. */
    public void start() {
        strand.execute(machine::start);
    }

    /** Sends a signal, if there is a connection at the moment; else it is lost. On the strand. */
    public void send(SignalRequest request) {
        if (machine.phase().carriesSignals()) {
            sendNow(request);
        }
    }

    private void sendNow(SignalRequest request) {
        SignalSocket open = socket;
        if (open != null) {
            open.send(request);
        }
    }

    /**
     * Changes this side's own name, metadata or attributes; only what is set changes.
     *
     * @return completes when the server has done it; fails with a {@link SignalRequestException}
     */
    public CompletionStage<Done> update(UpdateParticipantMetadata change) {
        CompletableFuture<Done> answer = new CompletableFuture<>();
        try {
            strand.execute(() -> {
                if (machine.phase() == SignalPhase.CLOSED) {
                    answer.completeExceptionally(new SignalRequestException(
                            "participant update: the room was left (expected: to be in it)"));
                } else {
                    updates.ask(change, machine.phase() == SignalPhase.JOINED, answer);
                }
            });
        } catch (RejectedExecutionException overloaded) {
            answer.completeExceptionally(overloaded);
        }
        return answer;
    }

    /** The media has failed, so that the room is to be joined anew. On the strand. */
    public void failed(String why) {
        machine.failed(why);
    }

    /** The media runs for the first time in this stay. On the strand. */
    public void connected() {
        machine.connected();
    }

    /** The media is restored, as {@link SignalListener#onSignalsResumed} asked. On the strand. */
    public void restored() {
        machine.restored();
    }

    /** Leaves; the listener is told. Idempotent. On the strand. */
    public void leave() {
        machine.leave();
    }

    /** Time there and back at the last ping; zero before. On the strand. */
    public Duration roundTrip() {
        return machine.roundTrip();
    }

    /** Completes when nothing of the last connection is left. Never fails. On the strand. */
    public CompletionStage<Done> whenSocketClosed() {
        SignalSocket last = socket;
        return last == null ? CompletableFuture.completedStage(Done.getInstance()) : last.whenClosed();
    }

    /** Opens and closes sockets for the machine. */
    private final class Sockets implements SignalCarrier {
        @Override
        public void open(int number, String token, Entry entry) {
            URI address = JoinAddress.of(server, entry == Entry.RESUME ? joins.resume() : joins.join(), entry);
            SocketListener toMachine = new SocketListener() {
                @Override
                public void received(SignalResponse signal) {
                    machine.received(number, signal);
                }

                @Override
                public void ended(SocketEnd end) {
                    machine.ended(number, end);
                }
            };
            socket = new SignalSocket(system, strand, address, token, settings.frameBytes(), refusals, toMachine);
        }

        @Override
        public void send(SignalRequest request) {
            sendNow(request);
        }

        @Override
        public void close() {
            SignalSocket last = socket;
            if (last != null) {
                last.close();
            }
        }
    }

    /** Keeps what only this client needs to know, and hands on the rest. */
    private final class Told implements SignalListener {
        private final SignalListener listener;

        Told(SignalListener listener) {
            this.listener = listener;
        }

        @Override
        public void onJoined(JoinResponse join) {
            updates.onRejoined();
            listener.onJoined(join);
        }

        @Override
        public void onSignal(SignalResponse signal) {
            if (signal.hasRequestResponse()) {
                updates.onAnswer(signal.getRequestResponse());
            }
            listener.onSignal(signal);
        }

        @Override
        public void onReconnecting(String why) {
            listener.onReconnecting(why);
        }

        @Override
        public void onSignalsResumed() {
            listener.onSignalsResumed();
        }

        @Override
        public void onResumed() {
            updates.onRejoined();
            listener.onResumed();
        }

        @Override
        public void onStartingOver(String why) {
            listener.onStartingOver(why);
        }

        @Override
        public void onRejoined(JoinResponse join) {
            updates.onRejoined();
            listener.onRejoined(join);
        }

        @Override
        public void onClosed(SignalEnd end) {
            listener.onClosed(end); // First: whose update fails now can see that it is over.
            updates.onClosed();
        }
    }
}
