package dev.parley.realtime.openai.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.RealtimeEvent.Outcome;
import dev.parley.realtime.RealtimeReply;
import dev.parley.realtime.RealtimeSetup;
import dev.parley.realtime.openai.settings.LinkSettings;
import dev.parley.realtime.openai.wire.ClientEvent;
import dev.parley.realtime.openai.wire.ServerEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What becomes of a turn of the caller's that the provider has heard and not answered. */
class LostTurnsTest {
    private final LinkWorld world = world(RealtimeSetup.of("test", "Be brief."));

    private static LinkWorld world(RealtimeSetup setup) {
        LinkWorld[] made = new LinkWorld[1];
        made[0] = new LinkWorld(LinkSettings.standard(), setup, socket -> new PlainProvider(made[0], socket));
        made[0].feed(new LinkEvent.Started());
        made[0].runUntil(1);
        return made[0];
    }

    private static void speaks(LinkWorld world) {
        world.socket(1).says(new ServerEvent.SpeechStarted("item_u", 1200));
    }

    private static void commits(LinkWorld world) {
        speaks(world);
        world.socket(1).says(new ServerEvent.SpeechStopped("item_u", 2000));
        world.socket(1).says(new ServerEvent.InputCommitted("item_u"));
    }

    private static void isTranscribed(LinkWorld world) {
        world.feed(new LinkEvent.ItemGiven(ChatMessage.of("item_u", ChatRole.USER, "Hello?", Instant.EPOCH)));
    }

    @Test
    void shouldAskForTheAnswerToATurnThatWasUnderstood() {
        commits(world);
        isTranscribed(world);
        world.socket(1).breaks(SocketEnd.lost("reset"));
        world.runUntil(5);

        assertThat(world.socket(2).received(ClientEvent.ResponseCreate.class)).hasSize(1);
        assertThat(world.told(RealtimeEvent.GenerationCreated.class))
                .extracting(RealtimeEvent.GenerationCreated::userInitiated)
                .containsExactly(false);
        assertThat(world.effects).noneMatch(LinkEffect.RewindAudio.class::isInstance);
    }

    @Test
    void shouldAskOnlyOnceIfTheOwnerWaitsForAnAnswerAnyway() {
        commits(world);
        isTranscribed(world);
        world.feed(new LinkEvent.ReplyAsked(RealtimeReply.of("a")));
        world.socket(1).breaks(SocketEnd.lost("reset"));
        world.runUntil(5);

        assertThat(world.socket(2).received(ClientEvent.ResponseCreate.class)).hasSize(1);
    }

    @Test
    void shouldHaveATurnHeardAgainOfWhichNobodyKnowsTheWords() {
        commits(world);
        world.socket(1).breaks(SocketEnd.lost("reset"));
        world.runUntil(5);

        assertThat(world.effects)
                .containsSubsequence(
                        new LinkEffect.KeepAudio(), new LinkEffect.RewindAudio(1200), new LinkEffect.CarryAudio(2));
        assertThat(world.socket(2).received(ClientEvent.ResponseCreate.class)).isEmpty();
    }

    @Test
    void shouldHaveSpeechHeardAgainThatGoesOn() {
        speaks(world);
        world.socket(1).breaks(SocketEnd.lost("reset"));
        world.runUntil(5);

        assertThat(world.effects).containsSubsequence(new LinkEffect.RewindAudio(1200), new LinkEffect.CarryAudio(2));
    }

    @Test
    void shouldHaveATurnHeardAgainWhoseAnswerHadOnlyBeenAnnounced() {
        commits(world);
        world.socket(1).says(new ServerEvent.ResponseCreated("resp_1", ""));
        world.socket(1).breaks(SocketEnd.lost("reset"));
        world.runUntil(5);

        assertThat(world.told(RealtimeEvent.GenerationEnded.class))
                .extracting(RealtimeEvent.GenerationEnded::outcome)
                .containsExactly(Outcome.CANCELLED);
        assertThat(world.effects).contains(new LinkEffect.RewindAudio(1200));
    }

    @Test
    void shouldNotHaveATurnHeardAgainWhoseAnswerHasCome() {
        commits(world);
        world.socket(1).says(new ServerEvent.ResponseCreated("resp_1", ""));
        world.socket(1).says(new ServerEvent.OutputItemAdded("resp_1", PlainProvider.answerItem("item_a")));
        world.socket(1).breaks(SocketEnd.lost("reset"));
        world.runUntil(5);

        assertThat(world.effects)
                .containsSubsequence(
                        new LinkEffect.KeepAudio(), new LinkEffect.ForgetAudio(), new LinkEffect.RewindAudio(0))
                .doesNotContain(new LinkEffect.RewindAudio(1200));
        assertThat(world.told(RealtimeEvent.GenerationEnded.class))
                .extracting(RealtimeEvent.GenerationEnded::outcome)
                .containsExactly(Outcome.CUT_OFF);
    }

    @Test
    void shouldLeaveTurnsAloneThatTheOwnerCommits() {
        LinkWorld manual = world(RealtimeSetup.of("test", "Be brief.").withoutTurnDetection());
        commits(manual);
        isTranscribed(manual);
        manual.socket(1).breaks(SocketEnd.lost("reset"));
        manual.runUntil(5);

        assertThat(manual.socket(2).received(ClientEvent.ResponseCreate.class)).isEmpty();
        assertThat(manual.effects).noneMatch(LinkEffect.RewindAudio.class::isInstance);
    }

    @Test
    void shouldAskForTheAnswerThatTheProviderWasTooBusyToBegin() {
        world.feed(new LinkEvent.ReplyAsked(RealtimeReply.of("a")));
        world.runUntil(1.2);
        commits(world);
        world.socket(1).says(PlainProvider.error("conversation_already_has_active_response"));
        world.runUntil(5);

        assertThat(world.socket(1).received(ClientEvent.ResponseCreate.class)).hasSize(2);
        assertThat(world.told(RealtimeEvent.GenerationCreated.class))
                .extracting(RealtimeEvent.GenerationCreated::userInitiated)
                .containsExactly(true, false);
    }

    @Test
    void shouldNotTakeALateBeginningOfSpeechForNewSpeech() {
        commits(world);
        world.socket(1).says(new ServerEvent.SpeechStarted("item_u", 1200));

        assertThat(world.told(RealtimeEvent.InputSpeechStarted.class)).hasSize(1);
    }

    @Test
    void shouldTakeTheFirstWordOfAnAnswerForItsBeginningIfThatIsLate() {
        world.socket(1).says(new ServerEvent.OutputItemAdded("resp_1", PlainProvider.answerItem("item_a")));
        world.socket(1).says(new ServerEvent.ResponseCreated("resp_1", ""));

        assertThat(world.told(RealtimeEvent.GenerationCreated.class)).hasSize(1);
        assertThat(world.effects).contains(new LinkEffect.TellMessage("model_resp_1", "resp_1", "item_a"));
    }
}
