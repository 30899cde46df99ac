package dev.parley.realtime.openai.link;

import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.openai.settings.LinkSettings;
import dev.parley.realtime.openai.wire.ServerEvent;
import dev.parley.realtime.openai.wire.SessionJson;
import java.time.Instant;
import java.util.function.DoubleSupplier;

/**
 * A connection's decisions: a function from a state and an event to the next state and its effects. It keeps nothing but what
 * never changes, opens no socket and reads no clock.
 *
 * <pre>
 * phase          what happens                                         next
 * connecting     handshake over                                       configuring
 *                lost or late; attempts left                          connecting, after a wait
 *                refused for good; no attempts left                   closed
 * configuring    session.updated                                      ready
 *                lost or late                                         as it was before the handshake
 *                the session is refused                               closed
 * ready          lost; no pong, no answer, in time; session expired   reconnecting, or ready on the standby
 *                near its end: the standby stands, and nobody talks   ready on the standby
 *                key, account or quota refused                        closed
 * reconnecting   handshake over                                       configuring
 *                lost or late; attempts left                          reconnecting
 *                refused for good; no attempts left                   closed
 * any            the owner closes                                     closed
 * </pre>
 *
 * <p>Design notes. {@link Connections} makes, loses and replaces sockets, {@link Replies} asks for answers one after the
 * other and follows them, {@link Conversing} keeps the conversation the same on both sides. What a lost connection was in the
 * middle of is told as cut off; what it had not begun is asked for again on the next one.
 */
public final class LinkMachine {
    private final LinkSettings settings;
    private final SessionJson session;
    private final boolean modelTakesTurns;
    private final DoubleSupplier random;

    /**
     * @param modelTakesTurns whether the provider answers turns by itself
     * @param random numbers from 0 to 1, by which waits differ
     */
    public LinkMachine(LinkSettings settings, SessionJson session, boolean modelTakesTurns, DoubleSupplier random) {
        this.settings = settings;
        this.session = session;
        this.modelTakesTurns = modelTakesTurns;
        this.random = random;
    }

    /** One step's draft and those who work on it. */
    private record Work(LinkDraft draft, Connections connections, Replies replies, Conversing talk) {}

    /**
     * Takes an event.
     *
     * @param now never earlier than at the step before
     */
    public LinkStep on(LinkState state, Instant now, LinkEvent event) {
        LinkDraft draft = new LinkDraft(state, now);
        if (draft.phase == LinkPhase.CLOSED) {
            return draft.done();
        }
        Replies replies = new Replies(draft, settings, modelTakesTurns);
        Conversing talk = new Conversing(draft, settings, session);
        Connections connections = new Connections(draft, settings, session, replies, talk, random);
        Work work = new Work(draft, connections, replies, talk);
        if (event instanceof LinkEvent.Heard heard) {
            onHeard(work, heard.socket(), heard.event());
        } else if (event instanceof LinkEvent.TimerFired fired) {
            onTimer(work, fired);
        } else if (!onSocket(work, event)) {
            onOwner(work, event);
        }
        if (draft.ready()) {
            replies.proceed();
            connections.rollOverWhenIdle();
        }
        return draft.done();
    }

    private static boolean onSocket(Work work, LinkEvent event) {
        if (event instanceof LinkEvent.Started) {
            work.connections.start();
        } else if (event instanceof LinkEvent.SocketOpened opened) {
            work.connections.onOpened(opened.socket());
        } else if (event instanceof LinkEvent.SocketEnded ended) {
            work.connections.onEnded(ended.socket(), ended.end());
        } else if (event instanceof LinkEvent.Ponged pong) {
            work.connections.onPong(pong.socket());
        } else if (event instanceof LinkEvent.AnswerTooLong tooLong) {
            work.replies.onTooLong(tooLong.responseId());
        } else {
            return false;
        }
        return true;
    }

    private static void onOwner(Work work, LinkEvent event) {
        if (event instanceof LinkEvent.ReplyAsked asked) {
            work.replies.onAsked(asked.reply());
        } else if (event instanceof LinkEvent.CancelAsked cancel) {
            work.replies.onCancelAsked(cancel.replyId());
        } else if (event instanceof LinkEvent.CloseAsked) {
            work.connections.close();
        } else {
            work.talk.onOwner(event);
        }
    }

    private void onTimer(Work work, LinkEvent.TimerFired fired) {
        switch (fired.timer()) {
            case CONNECT -> work.connections.lose("no handshake within " + settings.connectDeadline());
            case CONFIGURE ->
                work.connections.lose("no answer to session.update within " + settings.configureDeadline());
            case RESPONSE -> {
                if (work.replies.onResponseDue()) {
                    work.connections.lose(
                            "no answer to response.create or response.cancel within " + settings.responseDeadline());
                }
            }
            case STALL -> work.replies.onStallDue(fired.deltas());
            case RETRY -> work.connections.attempt();
            case PING -> work.connections.ping();
            case PONG -> work.connections.lose("no pong within " + settings.pongDeadline());
            case ROLLOVER -> work.connections.prepareRollover();
            case STANDBY -> work.connections.standbyFailed();
            case ROLLOVER_END -> work.connections.rollOverNow();
        }
    }

    private static void onHeard(Work work, int from, ServerEvent event) {
        if (work.connections.isStandby(from)) {
            work.connections.onStandby(event);
        } else if (from == work.draft.socket) {
            onMain(work, event);
        }
    }

    private static void onMain(Work work, ServerEvent event) {
        if (event instanceof ServerEvent.SessionCreated created) {
            work.draft.expiresAt = created.expiresAt();
        } else if (event instanceof ServerEvent.SessionUpdated updated) {
            work.connections.onConfigured(updated);
        } else if (event instanceof ServerEvent.ErrorEvent error) {
            work.connections.onError(error);
        } else if (event instanceof ServerEvent.RateLimitsUpdated limits) {
            work.draft.tell(new RealtimeEvent.RateLimitsUpdated(limits.limits()));
        } else if (event instanceof ServerEvent.Malformed malformed) {
            work.draft.tell(ProviderErrors.malformed(malformed.reason()));
        } else if (work.draft.ready() && !work.replies.onHeard(event)) {
            work.talk.onHeard(event);
        }
    }
}
