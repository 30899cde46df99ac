package dev.parley.realtime.livekit.signal;

import dev.parley.livekit.proto.DisconnectReason;
import dev.parley.livekit.proto.JoinResponse;
import dev.parley.livekit.proto.LeaveRequest;
import dev.parley.livekit.proto.SignalRequest;
import dev.parley.livekit.proto.SignalResponse;
import dev.parley.realtime.livekit.strand.Strand;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Decides what a room's connection does. On the room's strand only; it opens no socket and reads no clock itself.
 *
 * <pre>
 * phase        what happens                                          next
 * connecting   join                                                  joined
 *              lost, or no join in time; attempts left               connecting, after a back-off
 *              lost, or no join in time; no attempts left            closed (JOIN_FAILURE)
 *              refused                                               closed (JOIN_FAILURE)
 *              leave from the server                                 closed (its reason)
 * joined       lost, or no pong in time                              resuming, after a back-off
 *              leave, to resume                                      resuming, after a back-off
 *              leave, to come back                                   rejoining, after a back-off
 *              the media has failed, and no leave for a second       rejoining, after a back-off
 * resuming     reconnect, or any signal of the room                  restoring
 *              join, or leave, to come back                          rejoining, after a back-off
 *              the media has failed                                  rejoining, after a back-off
 *              lost, or no answer in time; attempts left             resuming, after a back-off
 * restoring    the media is restored                                 joined
 *              lost, or no pong in time, or leave, to resume         resuming, after a back-off
 *              the media has failed, or is not restored in time      rejoining, after a back-off
 *              leave, to come back                                   rejoining, after a back-off
 * rejoining    join                                                  joined
 *              lost, or no join in time, or leave, to come back      rejoining, after a back-off
 * last four    leave, for good                                       closed (its reason)
 *              refused, or no attempts left                          closed (SIGNAL_CLOSE)
 * any          we leave                                              closed (CLIENT_INITIATED)
 * closed       whatever                                              closed
 * </pre>
 *
 * <p>Each attempt uses the newest token that the server has sent. News of an older socket than the last one opened are not heard.
 */
final class SignalMachine {
    private static final Duration LAST_WORD = Duration.ofSeconds(1);
    /** As long as LiveKit's clients wait for a peer connection. */
    private static final Duration RESTORE = Duration.ofSeconds(15);

    private final Strand strand;
    private final SignalCarrier carrier;
    private final SignalListener listener;
    private final SignalSettings settings;
    private final ReconnectPlan plan;
    private final PingPong pings;

    private SignalPhase phase = SignalPhase.CONNECTING;
    private String token;
    private int socket;
    /** The media connection has ended: there is nothing to resume. */
    private boolean mediaGone;

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
        this.plan = new ReconnectPlan(settings, random);
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
        carrier.open(socket, token, entry());
    }

    private Entry entry() {
        return switch (phase) {
            case RESUMING -> Entry.RESUME;
            case REJOINING -> Entry.REJOIN;
            default -> Entry.JOIN;
        };
    }

    // --- what the server tells ---

    /** A signal came through this socket. */
    void received(int from, SignalResponse signal) {
        if (from != socket || phase == SignalPhase.CLOSED) {
            return;
        }
        switch (signal.getMessageCase()) {
            case JOIN -> onJoin(signal.getJoin());
            case RECONNECT -> onReconnect();
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

    /** Older servers resume without a word. */
    private void tell(SignalResponse signal) {
        onReconnect();
        if (phase.carriesSignals()) {
            listener.onSignal(signal);
        }
    }

    private void onJoin(JoinResponse join) {
        switch (phase) {
            case CONNECTING -> {
                enter(join);
                plan.joined(strand.instant());
                listener.onJoined(join);
            }
            case REJOINING -> {
                enter(join);
                plan.back(strand.instant());
                listener.onRejoined(join);
            }
            case RESUMING -> startOver("the server did not resume, but let us join");
            default -> {}
        }
    }

    private void enter(JoinResponse join) {
        timer.cancel();
        mediaGone = false;
        phase = SignalPhase.JOINED;
        pings.start(join.getPingInterval(), join.getPingTimeout());
    }

    private void onReconnect() {
        if (phase != SignalPhase.RESUMING) {
            return;
        }
        timer.cancel();
        phase = SignalPhase.RESTORING;
        pings.startAgain();
        timer = strand.after(
                RESTORE,
                () -> startOver("no media connection within " + RESTORE + " after the signals were back"
                        + " (expected: UDP between this machine and the server)"));
        listener.onSignalsResumed();
    }

    private void onLeave(LeaveRequest leave) {
        LeaveOrder order = phase == SignalPhase.CONNECTING ? LeaveOrder.END : LeaveOrder.of(leave);
        switch (order) {
            case END -> close(new SignalEnd(leave.getReason(), "the server ended it: " + leave.getReason()));
            case RESUME -> lose("the server asked to resume: " + leave.getReason());
            case REJOIN -> startOver("the server asked to come back: " + leave.getReason());
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

    // --- what the media tells ---

    /**
     * The media has failed: the room is to be joined anew. A server that puts us out may close the media before it says so, thus
     * its word is waited for.
     */
    void failed(String why) {
        mediaGone = true;
        switch (phase) {
            case JOINED -> {
                timer.cancel();
                timer = strand.after(LAST_WORD, () -> startOver(why));
            }
            case RESUMING, RESTORING -> startOver(why);
            default -> {}
        }
    }

    /** The media goes on after the signals were resumed. */
    void restored() {
        if (phase == SignalPhase.RESTORING) {
            timer.cancel();
            plan.back(strand.instant());
            plan.held();
            phase = SignalPhase.JOINED;
            listener.onResumed();
        }
    }

    /** The media runs: what happens from now on is another break. */
    void connected() {
        plan.held();
    }

    // --- coming back ---

    private void lose(String why) {
        boolean resumable = phase.carriesSignals() && !mediaGone;
        tryAgain(resumable ? SignalPhase.RESUMING : phase.carriesSignals() ? SignalPhase.REJOINING : phase, why);
    }

    private void startOver(String why) {
        tryAgain(SignalPhase.REJOINING, why);
    }

    private void tryAgain(SignalPhase next, String why) {
        hangUp();
        SignalPhase before = phase;
        phase = next;
        if (before == SignalPhase.JOINED) {
            plan.broke(strand.instant());
            listener.onReconnecting(why);
        }
        if (next == SignalPhase.REJOINING && before != SignalPhase.REJOINING) {
            listener.onStartingOver(why);
        }
        int attempts = next == SignalPhase.CONNECTING ? settings.joinAttempts() - 1 : settings.rejoinAttempts();
        plan.next(attempts)
                .ifPresentOrElse(
                        wait -> timer = strand.after(wait, this::attempt),
                        () -> close(new SignalEnd(unjoined(), "gave up after " + attempts(attempts) + ": " + why)));
    }

    private String attempts(int retries) {
        int all = phase == SignalPhase.CONNECTING ? retries + 1 : retries;
        return all == 1 ? "one attempt" : all + " attempts";
    }

    private DisconnectReason unjoined() {
        return phase == SignalPhase.CONNECTING ? DisconnectReason.JOIN_FAILURE : DisconnectReason.SIGNAL_CLOSE;
    }

    // --- the end ---

    /** We leave. */
    void leave() {
        if (phase == SignalPhase.CLOSED) {
            return;
        }
        if (phase.carriesSignals()) {
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
