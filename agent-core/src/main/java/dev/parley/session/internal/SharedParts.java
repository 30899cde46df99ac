package dev.parley.session.internal;

import dev.parley.agent.ToolMocks;
import dev.parley.session.engine.SessionState;
import dev.parley.speech.Playout;

/**
 * What callers' threads and the session's actor both touch; each part is thread-safe.
 *
 * @param calls how models are asked
 * @param state the newest state, for those who only look
 */
record SharedParts(
        Playout playout,
        Hearing hearing,
        OutputSwitches output,
        ModelCalls calls,
        EventHub events,
        Asks asks,
        Speeches speeches,
        Agents agents,
        Latest<SessionState> state,
        Runs runs,
        ToolMocks mocks) {}
