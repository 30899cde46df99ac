package dev.parley.session;

import akka.actor.typed.DispatcherSelector;

/**
 * The threads of {@code parley.session.dispatcher}, on which conversations take their steps: no more than processors, since one
 * event of a model would wake several of them, and apart from what else an application does.
 */
public final class SessionDispatcher {
    private SessionDispatcher() {}

    /** For the actors of a session, which must not block. */
    public static DispatcherSelector selector() {
        return DispatcherSelector.fromConfig("parley.session.dispatcher");
    }
}
