package dev.parley.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.AgentSession.Subscription;
import dev.parley.session.SessionEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each of a session's listeners gets each event once. */
class EventHubTest {
    private final EventHub hub = new EventHub(Runnable::run);

    @Test // peers' case 3
    void shouldTellEachListenerOnceAndGoOnAfterOneThatFails() {
        List<SessionEvent> one = new ArrayList<>();
        List<SessionEvent> other = new ArrayList<>();
        hub.on(SessionEvent.class, one::add);
        hub.on(SessionEvent.TextReceived.class, event -> {
            throw new IllegalStateException("scripted failure");
        });
        hub.on(SessionEvent.TextReceived.class, other::add);
        SessionEvent event = new SessionEvent.TextReceived(Instant.EPOCH, "hello");

        hub.emit(event);
        hub.emit(new SessionEvent.UserMuteChanged(Instant.EPOCH, true));

        assertThat(one).containsExactly(event, new SessionEvent.UserMuteChanged(Instant.EPOCH, true));
        assertThat(other).containsExactly(event);
    }

    @Test
    void shouldTellNothingAfterTheSubscriptionIsCancelled() {
        List<SessionEvent> heard = new ArrayList<>();
        Subscription subscription = hub.on(SessionEvent.class, heard::add);

        subscription.cancel();
        hub.emit(new SessionEvent.TextReceived(Instant.EPOCH, "hello"));

        assertThat(heard).isEmpty();
    }
}
