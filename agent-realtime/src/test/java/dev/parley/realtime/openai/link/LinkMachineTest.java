package dev.parley.realtime.openai.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.RealtimeEvent.Outcome;
import dev.parley.realtime.RealtimeReply;
import dev.parley.realtime.RealtimeSetup;
import dev.parley.realtime.openai.link.LinkWorld.Socket;
import dev.parley.realtime.openai.wire.ClientEvent;
import dev.parley.realtime.openai.wire.ServerEvent;
import dev.parley.realtime.openai.wire.ServerItem;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a connection does, on virtual time, second by second. */
class LinkMachineTest extends LinkMachineCase {

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
    void shouldPutWhatWasHeardOfAnInterruptedSpeechBeforeTheWordsThatCutIn() {
        LinkWorld world = world();
        world.runUntil(0.01);
        world.feed(new LinkEvent.ItemGiven(at(5, "item_2")));

        world.feed(new LinkEvent.ItemGiven(at(1, "item_1")));
        world.feed(new LinkEvent.ItemGiven(at(3, "item_3")));
        world.feed(new LinkEvent.ItemGiven(at(6, "item_4")));

        assertThat(world.socket(1).received)
                .filteredOn(ClientEvent.ItemCreate.class::isInstance)
                .containsExactly(
                        new ClientEvent.ItemCreate(at(5, "item_2")),
                        new ClientEvent.ItemCreate(at(1, "item_1"), Optional.of("root")),
                        new ClientEvent.ItemCreate(at(3, "item_3"), Optional.of("item_1")),
                        new ClientEvent.ItemCreate(at(6, "item_4")));
    }

    private static ChatMessage at(int second, String id) {
        return ChatMessage.of(id, ChatRole.USER, "Hi", Instant.ofEpochSecond(second));
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
