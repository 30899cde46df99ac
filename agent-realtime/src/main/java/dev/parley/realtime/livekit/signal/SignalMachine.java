package dev.parley.realtime.livekit.signal;

import dev.parley.livekit.proto.DisconnectReason;
import dev.parley.livekit.proto.JoinResponse;
import dev.parley.livekit.proto.LeaveRequest;
import dev.parley.livekit.proto.SignalRequest;
import dev.parley.livekit.proto.SignalResponse;
import dev.parley.realtime.livekit.strand.Strand;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * Decides what a room's connection does. On the room's strand only; it opens no socket and reads no clock itself.
 *
 * <pre>
 * phase          what happens                                        next
 * connecting     join                                                joined
 *                lost, or no join in time; attempts left             connecting, after a back-off
 *                lost, or no join in time; no attempts left          closed (JOIN_FAILURE)
 *                refused                                             closed (JOIN_FAILURE)
 *                leave from the server                               closed (its reason)
 * joined         lost, or no pong in time                            reconnecting
 *                the media has failed, and no leave for a second     reconnecting
 *                leave from the server, to come back                 reconnecting
 *                leave from the server, for good                     closed (its reason)
 * reconnecting   join                                                joined
 *                lost, or no join in time; attempts left             reconnecting, after a back-off
 *                lost, or no join in time; no attempts left          closed (SIGNAL_CLOSE)
 *                refused                                             closed (SIGNAL_CLOSE)
 *                leave from the server, for good                     closed (its reason)
 * any            we leave                                            closed (CLIENT_INITIATED)
 * closed         whatever                                            closed
 * </pre>
 *
 * <p>Coming back is a join from the start, with the newest token that the server has sent; what is the server's to resume is
 * not asked for. News of an older socket than the last one opened are not heard.
 */
final class SignalMachine {
    /** Whatever else the server says, these are the end: coming back would undo what somebody wanted. */
    private static final Set<DisconnectReason> FINAL = EnumSet.of(
            DisconnectReason.CLIENT_INITIATED,
            DisconnectReason.DUPLICATE_IDENTITY,
            DisconnectReason.PARTICIPANT_REMOVED,
            DisconnectReason.ROOM_DELETED,
            DisconnectReason.ROOM_CLOSED,
            DisconnectReason.USER_UNAVAILABLE,
            DisconnectReason.USER_REJECTED);

    private static final Duration LAST_WORD = Duration.ofSeconds(1);

    private final Strand strand;
    private final SignalCarrier carrier;
    private final SignalListener listener;
    private final SignalSettings settings;
    private final DoubleSupplier random;
    private final PingPong pings;

    private SignalPhase phase = SignalPhase.CONNECTING;
    private String token;
    private int socket;
    private int failures;
    private Strand.Timer timer = () -> {};

    /** @param random numbers from 0 to 1, by which back-offs differ */
    SignalMachine(
            Strand strand,
            SignalCarrier carrier,
            SignalListener listener,
            SignalSettings settings,
            String token,
            DoubleSupplier random) {
        this.strand = strand;
        this.carrier = carrier;
        this.listener = listener;
        this.settings = settings;
        this.token = token;
        this.random = random;
        this.pings = new PingPong(strand, carrier::send, this::lose);
    }

    SignalPhase phase() {
        return phase;
    }

    /** Time there and back, as the last pong showed; zero before. */
    Duration roundTrip() {
        return pings.roundTrip();
    }

    /** The first attempt. */
    void start() {
        attempt();
    }

    private void attempt() {
        socket++;
        timer = strand.after(
                settings.joinDeadline(),
                () -> lose("no answer to the join within " + settings.joinDeadline() + " (expected: one)"));
        carrier.open(socket, token, phase == SignalPhase.RECONNECTING);
    }

    /** A signal came through this socket. */
    void received(int from, SignalResponse signal) {
        if (from != socket || phase == SignalPhase.CLOSED) {
            return;
        }
        switch (signal.getMessageCase()) {
            case JOIN -> onJoin(signal.getJoin());
            case LEAVE -> onLeave(signal.getLeave());
            case PONG -> pings.onPong();
            case PONG_RESP -> pings.onPong(signal.getPongResp());
            case REFRESH_TOKEN -> token = signal.getRefreshToken();
            case ROOM_MOVED -> {
                token = signal.getRoomMoved().getToken().isEmpty()
                        ? token
                        : signal.getRoomMoved().getToken();
                tell(signal);
            }
            default -> tell(signal);
        }
    }

    private void tell(SignalResponse signal) {
        if (phase == SignalPhase.JOINED) {
            listener.onSignal(signal);
        }
    }

    private void onJoin(JoinResponse join) {
        if (phase == SignalPhase.JOINED) {
            return;
        }
        boolean again = phase == SignalPhase.RECONNECTING;
        timer.cancel();
        failures = 0;
        phase = SignalPhase.JOINED;
        pings.start(join.getPingInterval(), join.getPingTimeout());
        if (again) {
            listener.onRejoined(join);
        } else {
            listener.onJoined(join);
        }
    }

    private void onLeave(LeaveRequest leave) {
        boolean mayComeBack = leave.getAction() != LeaveRequest.Action.DISCONNECT || leave.getCanReconnect();
        if (phase != SignalPhase.CONNECTING && mayComeBack && !FINAL.contains(leave.getReason())) {
            lose("the server asked to come back: " + leave.getReason());
        } else {
            close(new SignalEnd(leave.getReason(), "the server ended it: " + leave.getReason()));
        }
    }

    /** This socket is no more. */
    void ended(int which, SocketEnd end) {
        if (which != socket || phase == SignalPhase.CLOSED) {
            return;
        }
        if (end instanceof SocketEnd.Refused) {
            close(new SignalEnd(unjoined(), end.text()));
        } else {
            lose(end.text());
        }
    }

    /**
     * The media has failed: the room is to be joined anew. A server that puts us out may close the media before it says so, thus
     * its word is waited for.
     */
    void failed(String why) {
        if (phase == SignalPhase.JOINED) {
            timer.cancel();
            timer = strand.after(LAST_WORD, () -> lose(why));
        }
    }

    private void lose(String why) {
        hangUp();
        if (phase == SignalPhase.JOINED) {
            phase = SignalPhase.RECONNECTING;
            listener.onReconnecting(why);
        }
        failures++;
        int attempts = phase == SignalPhase.RECONNECTING ? settings.rejoinAttempts() : settings.joinAttempts() - 1;
        if (failures > attempts) {
            close(new SignalEnd(unjoined(), "gave up after " + attempts(attempts) + ": " + why));
        } else {
            timer = strand.after(wait(failures), this::attempt);
        }
    }

    private String attempts(int retries) {
        int all = phase == SignalPhase.RECONNECTING ? retries : retries + 1;
        return all == 1 ? "one attempt" : all + " attempts";
    }

    private Duration wait(int failuresBefore) {
        long most = settings.backOff(failuresBefore).toNanos();
        return Duration.ofNanos(Math.round(most * (0.5 + 0.5 * random.getAsDouble())));
    }

    private DisconnectReason unjoined() {
        return phase == SignalPhase.CONNECTING ? DisconnectReason.JOIN_FAILURE : DisconnectReason.SIGNAL_CLOSE;
    }

    /** We leave. */
    void leave() {
        if (phase == SignalPhase.CLOSED) {
            return;
        }
        if (phase == SignalPhase.JOINED) {
            carrier.send(SignalRequest.newBuilder()
                    .setLeave(LeaveRequest.newBuilder()
                            .setReason(DisconnectReason.CLIENT_INITIATED)
                            .setAction(LeaveRequest.Action.DISCONNECT))
                    .build());
        }
        close(new SignalEnd(DisconnectReason.CLIENT_INITIATED, "left"));
    }

    private void close(SignalEnd end) {
        hangUp();
        phase = SignalPhase.CLOSED;
        listener.onClosed(end);
    }

    /** From here on nothing is heard of the socket. */
    private void hangUp() {
        timer.cancel();
        pings.stop();
        socket++;
        carrier.close();
    }
}
