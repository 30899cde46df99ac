package dev.parley.realtime.openai.link;

import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.RealtimeFailure;
import dev.parley.realtime.openai.settings.LinkSettings;
import dev.parley.realtime.openai.wire.ClientEvent;
import dev.parley.realtime.openai.wire.ServerEvent;
import dev.parley.realtime.openai.wire.SessionJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** Sockets: made, configured, found dead, made anew, and replaced before the provider ends the session. */
final class Connections {
    /** A replacement that did not come to stand is tried again after this. */
    private static final Duration STANDBY_AGAIN = Duration.ofSeconds(20);

    /** The replacement takes over by force this long before the end. */
    private static final Duration LAST_CALL = Duration.ofSeconds(10);

    private final LinkDraft draft;
    private final LinkSettings settings;
    private final SessionJson session;
    private final Replies replies;
    private final Conversing talk;
    private final DoubleSupplier random;

    Connections(
            LinkDraft draft,
            LinkSettings settings,
            SessionJson session,
            Replies replies,
            Conversing talk,
            DoubleSupplier random) {
        this.draft = draft;
        this.settings = settings;
        this.session = session;
        this.replies = replies;
        this.talk = talk;
        this.random = random;
    }

    // --- making one

    void start() {
        if (draft.socket == 0) {
            draft.lostAt = Optional.of(draft.now);
            attempt();
        }
    }

    void attempt() {
        if (draft.phase != LinkPhase.CONNECTING && draft.phase != LinkPhase.RECONNECTING) {
            return;
        }
        draft.socket = ++draft.lastSocket;
        draft.expiresAt = Optional.empty();
        draft.effect(new LinkEffect.Open(draft.socket));
        draft.timer(LinkTimer.CONNECT, settings.connectDeadline());
    }

    void onOpened(int which) {
        if (isStandby(which)) {
            configure(which);
        } else if (which == draft.socket
                && (draft.phase == LinkPhase.CONNECTING || draft.phase == LinkPhase.RECONNECTING)) {
            draft.cancel(LinkTimer.CONNECT);
            draft.phase = LinkPhase.CONFIGURING;
            draft.timer(LinkTimer.CONFIGURE, settings.configureDeadline());
            configure(which);
        }
    }

    private void configure(int which) {
        draft.effect(new LinkEffect.Send(
                which, new ClientEvent.SessionUpdate(session.whole(draft.talk.instructions(), draft.talk.tools()))));
    }

    void onConfigured(ServerEvent.SessionUpdated updated) {
        if (draft.phase != LinkPhase.CONFIGURING) {
            return;
        }
        draft.expiresAt = updated.expiresAt().or(() -> draft.expiresAt);
        draft.cancel(LinkTimer.CONFIGURE);
        Duration gap =
                draft.lostAt.map(since -> Duration.between(since, draft.now)).orElse(Duration.ZERO);
        String why = draft.why;
        becomeReady();
        draft.tell(
                draft.everReady
                        ? new RealtimeEvent.SessionReconnected(gap, why)
                        : new RealtimeEvent.SessionConnected());
        draft.everReady = true;
    }

    private void becomeReady() {
        draft.phase = LinkPhase.READY;
        draft.readyAt = Optional.of(draft.now);
        draft.lostAt = Optional.empty();
        boolean unanswered = talk.turnUnanswered();
        if (draft.everReady && !unanswered && replies.modelTakesTurns()) {
            boolean inTurn = draft.talk.userSpeaking() || draft.talk.turnOpen();
            draft.effect(new LinkEffect.RewindAudio(inTurn ? draft.talk.speechStartMs() : 0));
        }
        talk.restore();
        if (unanswered) {
            replies.onTurnUnanswered();
        }
        draft.effect(new LinkEffect.CarryAudio(draft.socket));
        draft.cancel(LinkTimer.PONG);
        draft.timer(LinkTimer.PING, settings.pingInterval());
        Duration left = Duration.between(draft.now, end()).minus(settings.rolloverMargin());
        Duration soonest = settings.rolloverMargin().dividedBy(10);
        draft.timer(LinkTimer.ROLLOVER, left.compareTo(soonest) < 0 ? soonest : left);
    }

    /** When the session on this socket ends, at the latest. */
    private Instant end() {
        Instant own = draft.readyAt.orElse(draft.now).plus(settings.mostSession());
        return draft.expiresAt.filter(theirs -> theirs.isBefore(own)).orElse(own);
    }

    // --- losing one

    void ping() {
        if (draft.ready()) {
            draft.effect(new LinkEffect.Ping(draft.socket));
            draft.timer(LinkTimer.PONG, settings.pongDeadline());
            draft.timer(LinkTimer.PING, settings.pingInterval());
        }
    }

    void onPong(int from) {
        if (from == draft.socket) {
            draft.cancel(LinkTimer.PONG);
        }
    }

    void onEnded(int which, SocketEnd end) {
        if (isStandby(which)) {
            standbyFailed();
        } else if (which == draft.socket && end.isFinal() && draft.phase != LinkPhase.READY) {
            fail(ProviderErrors.refusedHandshake(end));
        } else if (which == draft.socket) {
            lose(end.text());
        }
    }

    void onError(ServerEvent.ErrorEvent error) {
        if (ProviderErrors.isFatal(error)) {
            fail(ProviderErrors.classified(error));
        } else if (error.code().equals("session_expired")) {
            lose("session_expired");
        } else if (draft.phase == LinkPhase.CONFIGURING && error.type().equals("invalid_request_error")) {
            fail(ProviderErrors.refusedSession(error));
        } else if (error.code().equals("conversation_already_has_active_response")) {
            replies.onRefusedAsBusy();
        } else if (!ProviderErrors.isHarmless(error)) {
            draft.tell(ProviderErrors.classified(error));
        }
    }

    /** This socket is of no use any more, whether it knows or not. */
    void lose(String why) {
        draft.effect(new LinkEffect.Close(draft.socket));
        draft.why = why;
        if (draft.ready()) {
            draft.lostAt = Optional.of(draft.now);
            boolean held = draft.readyAt
                    .filter(since -> !since.plus(settings.calm()).isAfter(draft.now))
                    .isPresent();
            draft.failures = held ? 0 : draft.failures;
            draft.effect(new LinkEffect.HoldAudio());
            replies.onLost(why);
        }
        stopTimers();
        if (draft.standby.filter(LinkState.Standby::configured).isPresent() && draft.ready()) {
            takeOver(why);
            return;
        }
        dropStandby();
        draft.failures++;
        draft.phase = draft.everReady ? LinkPhase.RECONNECTING : LinkPhase.CONNECTING;
        draft.socket = 0;
        if (draft.failures >= settings.attempts()) {
            fail(ProviderErrors.gaveUp(draft.failures, why));
            return;
        }
        draft.timer(LinkTimer.RETRY, wait(draft.failures));
    }

    /** The first is made nearly at once, but not by all sessions in the same moment. */
    private Duration wait(int failures) {
        if (failures == 1) {
            return scaled(settings.retryFirst().dividedBy(4), random.getAsDouble());
        }
        Duration doubled = settings.retryFirst().multipliedBy(1L << Math.min(failures - 2, 20));
        Duration capped = doubled.compareTo(settings.retryMost()) < 0 ? doubled : settings.retryMost();
        return scaled(capped, 0.5 + random.getAsDouble() / 2);
    }

    private static Duration scaled(Duration time, double factor) {
        return Duration.ofMillis((long) (time.toMillis() * factor));
    }

    // --- replacing one

    void prepareRollover() {
        if (draft.ready() && draft.standby.isEmpty()) {
            int next = ++draft.lastSocket;
            draft.standby = Optional.of(new LinkState.Standby(next, false, Optional.empty()));
            draft.effect(new LinkEffect.Open(next));
            draft.timer(LinkTimer.STANDBY, settings.connectDeadline().plus(settings.configureDeadline()));
        }
    }

    boolean isStandby(int which) {
        return draft.standby.filter(next -> next.socket() == which).isPresent();
    }

    void onStandby(ServerEvent event) {
        LinkState.Standby next = draft.standby.orElseThrow();
        if (event instanceof ServerEvent.SessionCreated created) {
            draft.standby = Optional.of(new LinkState.Standby(next.socket(), false, created.expiresAt()));
        } else if (event instanceof ServerEvent.SessionUpdated updated && !next.configured()) {
            draft.cancel(LinkTimer.STANDBY);
            draft.standby = Optional.of(new LinkState.Standby(
                    next.socket(), true, updated.expiresAt().or(next::expiresAt)));
            Duration left = Duration.between(draft.now, end()).minus(LAST_CALL);
            draft.timer(LinkTimer.ROLLOVER_END, left.isNegative() ? Duration.ZERO : left);
        } else if (event instanceof ServerEvent.ErrorEvent) {
            standbyFailed();
        }
    }

    void standbyFailed() {
        if (draft.standby.isPresent()) {
            dropStandby();
            draft.timer(LinkTimer.ROLLOVER, STANDBY_AGAIN);
        }
    }

    private void dropStandby() {
        draft.standby.ifPresent(next -> draft.effect(new LinkEffect.Close(next.socket())));
        draft.standby = Optional.empty();
        draft.cancel(LinkTimer.STANDBY);
        draft.cancel(LinkTimer.ROLLOVER_END);
    }

    /** In a pause nobody notices. */
    void rollOverWhenIdle() {
        boolean stands = draft.standby.filter(LinkState.Standby::configured).isPresent();
        if (stands && replies.idle() && !draft.talk.userSpeaking() && !draft.talk.turnOpen()) {
            rollOverNow();
        }
    }

    void rollOverNow() {
        if (draft.ready() && draft.standby.filter(LinkState.Standby::configured).isPresent()) {
            replies.onLost("the session is near its end");
            draft.effect(new LinkEffect.Close(draft.socket));
            takeOver("the session was near its end");
        }
    }

    private void takeOver(String why) {
        LinkState.Standby next = draft.standby.orElseThrow();
        draft.standby = Optional.empty();
        stopTimers();
        draft.socket = next.socket();
        draft.expiresAt = next.expiresAt();
        becomeReady();
        draft.tell(new RealtimeEvent.SessionReconnected(Duration.ZERO, why));
        replies.proceed();
    }

    private void stopTimers() {
        for (LinkTimer timer : LinkTimer.values()) {
            draft.cancel(timer);
        }
    }

    // --- the end

    private void fail(RealtimeFailure failure) {
        draft.tell(failure);
        close();
    }

    void close() {
        draft.phase = LinkPhase.CLOSED;
        stopTimers();
        replies.onClosed();
        if (draft.socket != 0) {
            draft.effect(new LinkEffect.Close(draft.socket));
        }
        dropStandby();
        draft.effect(new LinkEffect.HoldAudio());
        draft.tell(new RealtimeEvent.SessionEnded());
        draft.effect(new LinkEffect.Stop());
    }
}
