package dev.parley.realtime.openai.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.RealtimeEvent.Outcome;
import dev.parley.realtime.RealtimeFailure;
import dev.parley.realtime.RealtimeReply;
import dev.parley.realtime.RealtimeSetup;
import dev.parley.realtime.openai.link.LinkWorld.Socket;
import dev.parley.realtime.openai.settings.LinkSettings;
import dev.parley.realtime.openai.wire.ClientEvent;
import dev.parley.realtime.openai.wire.ServerEvent;
import dev.parley.realtime.openai.wire.ServerItem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** What a connection does, on virtual time, second by second. */
class LinkMachineTest {
    private final List<PlainProvider> providers = new ArrayList<>();
    private Optional<Instant> expiresAt = Optional.empty();

    private static ChatMessage said(String id, String text) {
        return ChatMessage.of(id, ChatRole.USER, text, Instant.EPOCH);
    }

    private LinkWorld world() {
        return world(RealtimeSetup.of("test", "Be brief."));
    }

    private LinkWorld world(RealtimeSetup setup) {
        return world(setup, (world, socket) -> new PlainProvider(world, socket, socket::says, expiresAt));
    }

    private LinkWorld world(RealtimeSetup setup, BiFunction<LinkWorld, Socket, PlainProvider> make) {
        LinkWorld[] made = new LinkWorld[1];
        made[0] = new LinkWorld(LinkSettings.standard(), setup, socket -> {
            PlainProvider provider = make.apply(made[0], socket);
            providers.add(provider);
            return provider;
        });
        made[0].feed(new LinkEvent.Started());
        return made[0];
    }

    private static List<String> kinds(List<ClientEvent> events) {
        return events.stream().map(event -> event.getClass().getSimpleName()).toList();
    }

    // --- the beginning

    @Test
    void shouldConfigureTheSessionAndTellWhatWasSaidBeforeAnythingElse() {
        LinkWorld world = world(RealtimeSetup.of("test", "Be brief.")
                .withConversation(ChatContext.empty().with(said("item_1", "Hello"))));
        world.feed(new LinkEvent.ReplyAsked(RealtimeReply.of("answer_1")));
        world.runUntil(0.01);

        assertThat(kinds(world.socket(1).received)).containsExactly("SessionUpdate", "ItemCreate", "ResponseCreate");
        assertThat(world.socket(1).audio).isTrue();
        assertThat(world.told).first().isEqualTo(new RealtimeEvent.SessionConnected());
        assertThat(world.state().phase()).isEqualTo(LinkPhase.READY);
    }

    @Test
    void shouldFollowAnAnswerToItsEnd() {
        LinkWorld world = world();
        world.feed(new LinkEvent.ReplyAsked(RealtimeReply.of("answer_1")));
        world.runUntil(2);

        assertThat(world.told)
                .contains(
                        new RealtimeEvent.GenerationCreated("answer_1", true),
                        new RealtimeEvent.GenerationEnded("answer_1", Outcome.COMPLETED, ""));
        assertThat(world.effects)
                .containsSubsequence(
                        new LinkEffect.TellMessage("answer_1", "resp_1_1", "item_1_1"),
                        new LinkEffect.EndMessage("resp_1_1", "item_1_1"),
                        new LinkEffect.EndResponse("resp_1_1"));
        assertThat(world.state().openReplies()).isZero();
    }

    @Test
    void shouldAskForOneAnswerOfTheConversationAtATimeAndForOthersBesideIt() {
        LinkWorld world = world();
        world.feed(new LinkEvent.ReplyAsked(RealtimeReply.of("answer_1")));
        world.feed(new LinkEvent.ReplyAsked(RealtimeReply.of("answer_2")));
        world.feed(new LinkEvent.ReplyAsked(RealtimeReply.of("aside").outOfBand()));
        world.runUntil(0.1);

        assertThat(world.socket(1).received(ClientEvent.ResponseCreate.class))
                .extracting(create -> create.reply().replyId())
                .containsExactly("answer_1", "aside");

        world.runUntil(0.5);

        assertThat(world.socket(1).received(ClientEvent.ResponseCreate.class))
                .extracting(create -> create.reply().replyId())
                .contains("answer_2");
    }

    @Test
    void shouldSendInstructionsOfOneAnswerBesideTheSessions() {
        LinkWorld world = world();
        world.feed(new LinkEvent.ReplyAsked(RealtimeReply.of("a").withInstructions("Say bye.")));
        world.runUntil(0.01);

        assertThat(world.socket(1).received(ClientEvent.ResponseCreate.class))
                .extracting(ClientEvent.ResponseCreate::instructions)
                .containsExactly("Be brief.\nSay bye.");
    }

    // --- the conversation

    @Test
    void shouldNotTellTheProviderItsOwnAnswers() {
        LinkWorld world = world();
        world.feed(new LinkEvent.ReplyAsked(RealtimeReply.of("a")));
        world.runUntil(2);
        world.feed(new LinkEvent.ItemGiven(ChatMessage.of("item_1_1", ChatRole.ASSISTANT, "Hi.", Instant.EPOCH)));
        world.feed(new LinkEvent.TruncateAsked("item_1_1", 700));

        assertThat(world.socket(1).items()).isEmpty();
        assertThat(world.socket(1).received).contains(new ClientEvent.ItemTruncate("item_1_1", 700));
    }

    @Test
    void shouldTellTheProviderOnlyWhatItDoesNotKnow() {
        LinkWorld world = world();
        world.runUntil(0.01);
        Socket socket = world.socket(1);
        socket.says(new ServerEvent.ItemAdded(new ServerItem("item_u", "message", "user", "", "", "", "")));
        world.feed(new LinkEvent.ReplyAsked(RealtimeReply.of("answer_1")));
        world.runUntil(0.1);
        socket.says(new ServerEvent.FunctionArgumentsDone("resp_1_1", "fc_1", "call_1", "get_time", "{}"));

        world.feed(new LinkEvent.ItemGiven(said("item_u", "What time is it?")));
        world.feed(new LinkEvent.ItemGiven(new FunctionCall("item_7", "call_1", "get_time", "{}", Instant.EPOCH)));
        world.feed(new LinkEvent.ItemGiven(
                new FunctionCallOutput("item_8", "call_1", "get_time", "noon", false, Instant.EPOCH)));
        world.feed(new LinkEvent.ItemGiven(said("item_9", "")));

        assertThat(socket.items()).extracting(item -> item.id()).containsExactly("item_8");
    }

    @Test
    void shouldTellOfACallOnceWhereverItsNameStands() {
        LinkWorld world = world();
        world.feed(new LinkEvent.ReplyAsked(RealtimeReply.of("a")));
        world.runUntil(0.1);
        ServerItem call = new ServerItem("fc_1", "function_call", "", "", "call_1", "get_time", "");
        world.socket(1).says(new ServerEvent.OutputItemAdded("resp_1_1", call));
        world.socket(1).says(new ServerEvent.FunctionArgumentsDone("resp_1_1", "fc_1", "call_1", "", "{}"));
        world.socket(1).says(new ServerEvent.OutputItemDone("resp_1_1", call));

        assertThat(world.told(RealtimeEvent.ToolCalled.class))
                .containsExactly(new RealtimeEvent.ToolCalled("a", "call_1", "get_time", "{}"));
    }

    @Test
    void shouldCutAMessageToWhatWasHeardAndDeleteWhatNobodyHeard() {
        LinkWorld world = world();
        world.runUntil(0.01);
        world.socket(1).says(new ServerEvent.ItemAdded(PlainProvider.answerItem("item_1")));
        world.socket(1).says(new ServerEvent.ItemAdded(PlainProvider.answerItem("item_2")));
        world.feed(new LinkEvent.TruncateAsked("item_1", 1500));
        world.feed(new LinkEvent.TruncateAsked("item_2", 0));
        world.feed(new LinkEvent.TruncateAsked("item_of_an_older_connection", 700));

        assertThat(world.socket(1).received)
                .contains(new ClientEvent.ItemTruncate("item_1", 1500), new ClientEvent.ItemDelete("item_2"))
                .hasSize(3);
    }

    @Test
    void shouldTellWhatTheCallerSaysWhileItIsTranscribed() {
        LinkWorld world = world();
        world.runUntil(0.01);
        Socket socket = world.socket(1);
        socket.says(new ServerEvent.SpeechStarted("i", 0));
        socket.says(new ServerEvent.SpeechStopped("i", 900));
        socket.says(new ServerEvent.InputCommitted("i"));
        socket.says(new ServerEvent.InputTranscriptionDelta("i", "Good "));
        socket.says(new ServerEvent.InputTranscriptionDelta("i", "day"));
        socket.says(new ServerEvent.InputTranscriptionCompleted("i", "Good day.", Optional.empty()));

        assertThat(world.told)
                .containsSubsequence(
                        new RealtimeEvent.InputSpeechStarted(),
                        new RealtimeEvent.InputSpeechStopped(),
                        new RealtimeEvent.InputCommitted("i"),
                        new RealtimeEvent.InputTranscription("i", "Good ", false),
                        new RealtimeEvent.InputTranscription("i", "Good day", false),
                        new RealtimeEvent.InputTranscription("i", "Good day.", true));
    }

    @Test
    void shouldTakeAnAnswerNobodyAskedForAsTheModelsOwn() {
        LinkWorld world = world();
        world.runUntil(0.01);
        providers.get(0).takesTurn();
        world.runUntil(1);

        assertThat(world.told)
                .contains(
                        new RealtimeEvent.GenerationCreated("model_resp_1_1", false),
                        new RealtimeEvent.GenerationEnded("model_resp_1_1", Outcome.COMPLETED, ""));
    }

    @Test
    void shouldAskAgainWhenTheModelWasFasterWithAnAnswerOfItsOwn() {
        LinkWorld world = world();
        world.runUntil(0.01);
        providers.get(0).takesTurn();
        world.feed(new LinkEvent.ReplyAsked(RealtimeReply.of("asked")));
        world.runUntil(2);

        assertThat(world.told)
                .contains(
                        new RealtimeEvent.GenerationEnded("model_resp_1_1", Outcome.COMPLETED, ""),
                        new RealtimeEvent.GenerationEnded("asked", Outcome.COMPLETED, ""));
        assertThat(world.told(RealtimeEvent.ErrorOccurred.class)).isEmpty();
    }

    @Test
    void shouldCancelAnAnswerAndEndItAtOnceForItsListeners() {
        LinkWorld world = world();
        world.feed(new LinkEvent.ReplyAsked(RealtimeReply.of("a")));
        world.runUntil(0.15);
        world.feed(new LinkEvent.CancelAsked("a"));

        assertThat(world.effects).last().isInstanceOf(LinkEffect.StartTimer.class);
        assertThat(world.effects).contains(new LinkEffect.BreakOffResponse("resp_1_1"));

        world.runUntil(0.3);

        assertThat(world.told).contains(new RealtimeEvent.GenerationEnded("a", Outcome.CANCELLED, ""));
        assertThat(world.sockets).hasSize(1);
    }

    @Test
    void shouldCancelAnAnswerThatHasNotBegun() {
        LinkWorld world = world();
        world.feed(new LinkEvent.ReplyAsked(RealtimeReply.of("a")));
        world.runUntil(0.02);
        world.feed(new LinkEvent.CancelAsked("a"));
        world.runUntil(1);

        assertThat(world.socket(1).received(ClientEvent.ResponseCancel.class)).hasSize(1);
        assertThat(world.told(RealtimeEvent.GenerationEnded.class))
                .containsExactly(new RealtimeEvent.GenerationEnded("a", Outcome.CANCELLED, ""));
        assertThat(world.effects).noneMatch(LinkEffect.TellMessage.class::isInstance);
    }

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

    // --- the end

    @Test
    void shouldEndEverythingWhenItIsClosed() {
        LinkWorld world = world();
        world.feed(new LinkEvent.ReplyAsked(RealtimeReply.of("a")));
        world.feed(new LinkEvent.ReplyAsked(RealtimeReply.of("b")));
        world.runUntil(0.2);
        world.feed(new LinkEvent.CloseAsked());

        assertThat(world.told(RealtimeEvent.GenerationEnded.class))
                .extracting(RealtimeEvent.GenerationEnded::replyId)
                .containsExactly("a", "b");
        assertThat(world.told).last().isEqualTo(new RealtimeEvent.SessionEnded());
        assertThat(world.timers).isEmpty();
        assertThat(world.socket(1).open).isFalse();
        assertThat(world.stopped).isTrue();
    }
}
