package dev.parley.realtime.openai;

import dev.parley.chat.ChatRole;
import dev.parley.session.AgentSession;
import dev.parley.session.SessionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What a session tells, event by event. Used by one thread. */
final class Told {
    private static final int DEADLINE_SECONDS = 40;

    private final AgentSession session;
    private final BlockingQueue<SessionEvent> coming = new LinkedBlockingQueue<>();
    private final List<SessionEvent> past = new ArrayList<>();

    Told(AgentSession session) {
        this.session = session;
        session.on(SessionEvent.class, coming::add);
    }

    /** The next event of this kind that fits; those before it are past then. */
    <E extends SessionEvent> E await(Class<E> type, Predicate<? super E> wanted) throws InterruptedException {
        while (true) {
            SessionEvent event = coming.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("session event " + type.getSimpleName() + ": none that fits within "
                        + DEADLINE_SECONDS + " s; there were " + past);
            }
            past.add(event);
            if (type.isInstance(event) && wanted.test(type.cast(event))) {
                return type.cast(event);
            }
        }
    }

    /** The end of a speech of which the last that was heard is this. */
    SessionEvent.SpeechFinished awaitSaid(String end) throws InterruptedException {
        return await(SessionEvent.SpeechFinished.class, speech -> speech.heard().endsWith(end));
    }

    /** All events of this kind so far. */
    <E extends SessionEvent> List<E> all(Class<E> type) {
        coming.drainTo(past);
        return past.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The history: who said what, with an ellipsis where it was cut. */
    List<String> said() {
        return session.history().messages().stream()
                .map(message -> message.role() + ":" + message.text() + (message.interrupted() ? "…" : ""))
                .toList();
    }

    /** What the caller heard of the agent, according to the history. */
    String heardOfAgent() {
        return String.join(
                " ",
                session.history().messages().stream()
                        .filter(message -> message.role() == ChatRole.ASSISTANT)
                        .map(message -> message.text().strip())
                        .toList());
    }
}
