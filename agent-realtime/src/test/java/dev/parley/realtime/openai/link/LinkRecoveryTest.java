package dev.parley.realtime.openai.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.RealtimeEvent.Outcome;
import dev.parley.realtime.RealtimeFailure;
import dev.parley.realtime.RealtimeReply;
import dev.parley.realtime.RealtimeSetup;
import dev.parley.realtime.openai.wire.ClientEvent;
import dev.parley.realtime.openai.wire.ServerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a connection is found lost, comes back and is replaced before its session ends, on virtual time. */
class LinkRecoveryTest extends LinkMachineCase {

    // --- lost and found

    @Test
    void shouldComeBackWithTheConversationAndAskAgainForWhatHadNotBegun() {
        LinkWorld world = world();
        world.runUntil(20);
        world.feed(new LinkEvent.ItemGiven(said("item_a", "One")));
        world.feed(new LinkEvent.ItemGiven(said("item_b", "Two")));
        world.feed(new LinkEvent.ReplyAsked(RealtimeReply.of("a")));
        world.socket(1).breaks(SocketEnd.lost("reset"));

        assertThat(world.state().phase()).isEqualTo(LinkPhase.RECONNECTING);
        assertThat(world.socket(1).audio).isFalse();

        world.runUntil(25);

        assertThat(kinds(world.socket(2).received))
                .startsWith("SessionUpdate", "ItemCreate", "ItemCreate", "ResponseCreate");
        assertThat(world.told)
                .contains(
                        new RealtimeEvent.SessionReconnected(Duration.ofMillis(62), "reset"),
                        new RealtimeEvent.GenerationEnded("a", Outcome.COMPLETED, ""));
        assertThat(world.socket(2).audio).isTrue();
    }

    @Test
    void shouldTellThatAnAnswerWasCutOffInItsMiddle() {
        LinkWorld world = world();
        world.feed(new LinkEvent.ReplyAsked(RealtimeReply.of("a")));
        world.runUntil(0.2);
        world.socket(1).breaks(SocketEnd.lost("reset"));
        world.runUntil(5);

        assertThat(world.told(RealtimeEvent.GenerationEnded.class))
                .containsExactly(new RealtimeEvent.GenerationEnded("a", Outcome.CUT_OFF, "reset"));
        assertThat(world.effects).contains(new LinkEffect.BreakOffResponse("resp_1_1"));
        assertThat(world.socket(2).received(ClientEvent.ResponseCreate.class)).isEmpty();
    }

    @Test
    void shouldFindOutThatAConnectionIsDeadByTheAnswerThatDoesNotCome() {
        LinkWorld world = world();
        world.runUntil(1);
        providers.get(0).dead = true;
        world.feed(new LinkEvent.ReplyAsked(RealtimeReply.of("a")));
        world.runUntil(4.5);

        assertThat(world.told)
                .contains(
                        new RealtimeEvent.GenerationCreated("a", true),
                        new RealtimeEvent.SessionReconnected(
                                Duration.ofMillis(62), "no answer to response.create or response.cancel within PT3S"));
    }

    @Test
    void shouldFindOutThatAConnectionIsDeadByThePongThatDoesNotCome() {
        LinkWorld world = world();
        world.runUntil(11);
        providers.get(0).dead = true;
        world.runUntil(19);

        assertThat(world.told(RealtimeEvent.SessionReconnected.class))
                .extracting(RealtimeEvent.SessionReconnected::why)
                .containsExactly("no pong within PT3S");
    }

    @Test
    void shouldGiveUpAnAnswerOfWhichNothingComesAnyMore() {
        LinkWorld world = world();
        world.runUntil(1);
        world.socket(1).says(new ServerEvent.ResponseCreated("resp_9", ""));
        world.runUntil(1 + 29);
        world.deltas = 7;
        world.runUntil(1 + 59);
        assertThat(world.told(RealtimeEvent.GenerationEnded.class)).isEmpty();

        world.runUntil(1 + 61);

        assertThat(world.told(RealtimeEvent.GenerationEnded.class))
                .extracting(RealtimeEvent.GenerationEnded::outcome)
                .containsExactly(Outcome.CUT_OFF);
    }

    @Test
    void shouldWaitLongerFromAttemptToAttemptAndThenGiveUp() {
        LinkWorld world = world(RealtimeSetup.of("test", ""), (made, socket) -> new PlainProvider(made, socket) {
            @Override
            public void onOpen() {
                socket.breaks(SocketEnd.lost("connection refused"));
            }
        });
        world.runUntil(60);

        assertThat(world.sockets).hasSize(6);
        assertThat(world.told(RealtimeEvent.ErrorOccurred.class))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.failure().kind()).isEqualTo(RealtimeFailure.Kind.NETWORK);
                    assertThat(error.failure().recoverable()).isFalse();
                    assertThat(error.failure().text())
                            .isEqualTo("network: connection: given up after 6 attempts, the last: connection refused; "
                                    + "check the network and the provider's status");
                });
        assertThat(world.told).last().isEqualTo(new RealtimeEvent.SessionEnded());
        assertThat(world.stopped).isTrue();
        List<Duration> waits = world.effects.stream()
                .filter(effect -> effect instanceof LinkEffect.StartTimer timer && timer.timer() == LinkTimer.RETRY)
                .map(effect -> ((LinkEffect.StartTimer) effect).at())
                .map(at -> Duration.between(Instant.EPOCH, at))
                .toList();
        assertThat(waits)
                .containsExactly(
                        Duration.ofMillis(62),
                        Duration.ofMillis(62 + 375),
                        Duration.ofMillis(62 + 375 + 750),
                        Duration.ofMillis(62 + 375 + 750 + 1500),
                        Duration.ofMillis(62 + 375 + 750 + 1500 + 3000));
    }

    @Test
    void shouldNotTryForeverWithAServerThatTakesUsAndLosesUsAgain() {
        LinkWorld world = world(RealtimeSetup.of("test", ""), (made, socket) -> new PlainProvider(made, socket) {
            @Override
            public void onEvent(ClientEvent event) {
                super.onEvent(event);
                made.clock.after(Duration.ofSeconds(1), () -> socket.breaks(SocketEnd.lost("again")));
            }
        });
        world.runUntil(120);

        assertThat(world.sockets).hasSize(6);
        assertThat(world.stopped).isTrue();
    }

    @Test
    void shouldEndAtOnceWhenTheKeyIsRefused() {
        LinkWorld world = world(RealtimeSetup.of("test", ""), (made, socket) -> new PlainProvider(made, socket) {
            @Override
            public void onOpen() {
                socket.breaks(SocketEnd.refused(401, "refused: 401 Unauthorized"));
            }
        });
        world.runUntil(10);

        assertThat(world.sockets).hasSize(1);
        assertThat(world.told(RealtimeEvent.ErrorOccurred.class))
                .extracting(error -> error.failure().text())
                .containsExactly("provider: handshake: refused: 401 Unauthorized; "
                        + "set OPENAI_API_KEY to a key that may use this model");
    }

    @Test
    void shouldTryAgainWhenTheServerIsBusy() {
        LinkWorld world = world(RealtimeSetup.of("test", ""), (made, socket) -> new PlainProvider(made, socket) {
            @Override
            public void onOpen() {
                if (socket.number == 1) {
                    socket.breaks(SocketEnd.refused(503, "refused: 503"));
                } else {
                    super.onOpen();
                }
            }
        });
        world.runUntil(10);

        assertThat(world.state().phase()).isEqualTo(LinkPhase.READY);
    }

    @Test
    void shouldEndWithARemedyWhenTheAccountIsTheMatter() {
        LinkWorld world = world();
        world.runUntil(0.01);
        world.socket(1).says(new ServerEvent.ErrorEvent("insufficient_quota", "", "You exceeded your quota.", "", ""));

        assertThat(world.stopped).isTrue();
        assertThat(world.told(RealtimeEvent.ErrorOccurred.class))
                .extracting(error -> error.failure().text())
                .containsExactly("provider: insufficient_quota: You exceeded your quota.; raise the account's quota");
    }

    @Test
    void shouldEndWhenTheSessionsSettingsAreRefused() {
        LinkWorld world = world(RealtimeSetup.of("test", ""), (made, socket) -> new PlainProvider(made, socket) {
            @Override
            public void onEvent(ClientEvent event) {
                socket.says(new ServerEvent.ErrorEvent(
                        "invalid_request_error", "unknown_parameter", "No.", "session.reasoning", ""));
            }
        });
        world.runUntil(1);

        assertThat(world.stopped).isTrue();
        assertThat(world.told(RealtimeEvent.ErrorOccurred.class))
                .extracting(error -> error.failure().message())
                .containsExactly("session.update refused: unknown_parameter No. (session.reasoning)");
    }

    @Test
    void shouldSayNothingOfErrorsThatTellOfALostRace() {
        LinkWorld world = world();
        world.runUntil(0.01);
        world.socket(1).says(PlainProvider.error("response_cancel_not_active"));
        world.socket(1).says(PlainProvider.error("input_audio_buffer_commit_empty"));
        world.socket(1).says(PlainProvider.error("item_create_duplicate_item_id"));

        assertThat(world.told(RealtimeEvent.ErrorOccurred.class)).isEmpty();
    }

    // --- rollover

    @Test
    void shouldMoveToANewSessionInAPauseBeforeTheOldOneEnds() {
        expiresAt = Optional.of(Instant.EPOCH.plus(Duration.ofMinutes(60)));
        LinkWorld world = world();
        world.runUntil(1);
        world.feed(new LinkEvent.ItemGiven(said("item_a", "Hello")));
        world.runUntil(53 * 60 - 0.1);
        world.feed(new LinkEvent.ReplyAsked(RealtimeReply.of("a")));
        world.runUntil(53 * 60 + 0.2);

        assertThat(world.sockets).hasSize(2);
        assertThat(world.socket(1).audio).isTrue();

        world.runUntil(53 * 60 + 2);

        assertThat(world.socket(1).open).isFalse();
        assertThat(world.socket(2).audio).isTrue();
        assertThat(world.socket(2).items()).extracting(item -> item.id()).containsExactly("item_a");
        assertThat(world.told)
                .containsSubsequence(
                        new RealtimeEvent.GenerationEnded("a", Outcome.COMPLETED, ""),
                        new RealtimeEvent.SessionReconnected(Duration.ZERO, "the session was near its end"));
    }

    @Test
    void shouldMoveByForceWhenThereIsNoPause() {
        expiresAt = Optional.of(Instant.EPOCH.plus(Duration.ofMinutes(10)));
        LinkWorld world = world();
        world.runUntil(1);
        world.socket(1).says(new ServerEvent.SpeechStarted("i", 0));
        world.runUntil(589);
        assertThat(world.socket(1).open).isTrue();

        world.runUntil(590);

        assertThat(world.socket(2).audio).isTrue();
        assertThat(world.socket(1).open).isFalse();
    }

    @Test
    void shouldTakeTheNextSessionAtOnceWhenTheOldOneBreaksMeanwhile() {
        expiresAt = Optional.of(Instant.EPOCH.plus(Duration.ofMinutes(10)));
        LinkWorld world = world();
        world.runUntil(1);
        world.socket(1).says(new ServerEvent.SpeechStarted("i", 0));
        world.runUntil(400);
        world.socket(1).breaks(SocketEnd.lost("reset"));

        assertThat(world.socket(2).audio).isTrue();
        assertThat(world.told).last().isEqualTo(new RealtimeEvent.SessionReconnected(Duration.ZERO, "reset"));
    }

    @Test
    void shouldComeBackWhenTheSessionExpiresAllTheSame() {
        LinkWorld world = world();
        world.runUntil(30);
        world.socket(1).says(PlainProvider.error("session_expired"));
        world.runUntil(32);

        assertThat(world.state().phase()).isEqualTo(LinkPhase.READY);
        assertThat(world.told(RealtimeEvent.ErrorOccurred.class)).isEmpty();
    }
}
