package dev.parley.realtime.openai.link;

import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.RealtimeFailure;
import dev.parley.realtime.openai.wire.ClientEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The state while one event is worked on, and the effects it has come to so far. Lives for one step. */
final class LinkDraft {
    private static final int MOST_ENDED = 16;

    final Instant now;
    LinkPhase phase;
    int socket;
    int lastSocket;
    Optional<LinkState.Standby> standby;
    int failures;
    boolean everReady;
    Optional<Instant> readyAt;
    Optional<Instant> expiresAt;
    Optional<Instant> lostAt;
    String why;
    Talk talk;
    final List<Reply> replies;
    Optional<Instant> busyUntil;
    List<String> ended;
    long deltas;

    private final List<LinkEffect> effects = new ArrayList<>();

    LinkDraft(LinkState from, Instant now) {
        this.now = now;
        phase = from.phase();
        socket = from.socket();
        lastSocket = from.lastSocket();
        standby = from.standby();
        failures = from.failures();
        everReady = from.everReady();
        readyAt = from.readyAt();
        expiresAt = from.expiresAt();
        lostAt = from.lostAt();
        why = from.why();
        talk = from.talk();
        replies = new ArrayList<>(from.replies());
        busyUntil = from.busyUntil();
        ended = from.ended();
        deltas = from.deltas();
    }

    LinkStep done() {
        return new LinkStep(
                new LinkState(
                        phase,
                        socket,
                        lastSocket,
                        standby,
                        failures,
                        everReady,
                        readyAt,
                        expiresAt,
                        lostAt,
                        why,
                        talk,
                        replies,
                        busyUntil,
                        ended,
                        deltas),
                effects);
    }

    /** This answer is over; a late event of it is not taken for a new one. */
    void remember(String responseId) {
        List<String> more = new ArrayList<>(ended);
        more.add(responseId);
        ended = more.subList(Math.max(0, more.size() - MOST_ENDED), more.size());
    }

    boolean ready() {
        return phase == LinkPhase.READY;
    }

    void effect(LinkEffect effect) {
        effects.add(effect);
    }

    void tell(RealtimeEvent event) {
        effects.add(new LinkEffect.Tell(event));
    }

    void tell(RealtimeFailure failure) {
        tell(new RealtimeEvent.ErrorOccurred(failure));
    }

    /** On the socket of the conversation. */
    void send(ClientEvent event) {
        effects.add(new LinkEffect.Send(socket, event));
    }

    void timer(LinkTimer timer, Duration delay) {
        effects.add(new LinkEffect.StartTimer(timer, now.plus(delay)));
    }

    void cancel(LinkTimer timer) {
        effects.add(new LinkEffect.CancelTimer(timer));
    }
}
