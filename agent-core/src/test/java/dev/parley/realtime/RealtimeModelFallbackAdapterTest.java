package dev.parley.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.realtime.RealtimeModelFallbackAdapter.OpenAnswer;
import dev.parley.resilience.AvailabilityChanged;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Realtime models that stand in for each other, after LiveKit Agents' test_realtime_fallback.py; by a clock of the test's own. */
class RealtimeModelFallbackAdapterTest {
    private static final RealtimeCapability[] SPEAKS = {
        RealtimeCapability.AUDIO_OUTPUT, RealtimeCapability.MESSAGE_TRUNCATION
    };

    private final ScriptedModel first = new ScriptedModel("a/first", SPEAKS);
    private final ScriptedModel second = new ScriptedModel("b/second", SPEAKS);
    private final ScriptedModel third = new ScriptedModel("c/third", SPEAKS);
    private final List<RealtimeEvent> told = new ArrayList<>();
    private final List<AvailabilityChanged> changes = new ArrayList<>();
    private Instant now = Instant.EPOCH;

    private RealtimeModelFallbackAdapter adapter(OpenAnswer openAnswer, RealtimeModel... models) {
        RealtimeModelFallbackAdapter adapter = RealtimeModelFallbackAdapter.of(
                        List.of(models), RealtimeModelFallbackAdapter.COOLDOWN, openAnswer)
                .by(() -> now);
        adapter.onAvailabilityChanged(changes::add);
        return adapter;
    }

    private RealtimeSession open(RealtimeModel... models) {
        return adapter(OpenAnswer.REGENERATED, models).open(RealtimeSetup.of("session", "Be kind."), told::add);
    }

    private static ChatMessage message(String id, ChatRole role, String text) {
        return ChatMessage.of(id, role, text, Instant.EPOCH);
    }

    private <E extends RealtimeEvent> List<E> told(Class<E> type) {
        return told.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test // test_swap_replays_state
    void shouldTellTheNextModelWhatTheFirstOneKnew() {
        RealtimeSession session = open(first, second);
        first.last().connects();
        session.updateInstructions("Be brief.");
        session.addItem(message("u1", ChatRole.USER, "Hello?"));
        session.addItem(message("a1", ChatRole.ASSISTANT, "Hi."));
        session.addItem(message("x", ChatRole.USER, "Never mind."));
        session.removeItem("x");

        first.last().breaks("gone");

        RealtimeSetup setup = second.last().setup;
        assertThat(setup.instructions()).isEqualTo("Be brief.");
        assertThat(setup.conversation().items()).extracting(ChatItem::id).containsExactly("u1", "a1");
        assertThat(first.last().isClosed()).isTrue();
    }

    @Test // test_error_is_recoverable_while_a_fallback_remains
    void shouldGoOnWithTheNextModelAndSaySo() {
        RealtimeSession session = open(first, second);
        first.last().connects();
        now = now.plusSeconds(5);
        first.last().breaks("gone");
        now = now.plusMillis(300);
        second.last().connects();
        session.pushAudio(AudioFrame.silence(Duration.ofMillis(20), AudioFormat.WIDEBAND));
        session.commitAudio();

        assertThat(told(RealtimeEvent.ErrorOccurred.class))
                .singleElement()
                .satisfies(error -> assertThat(error.failure())
                        .isEqualTo(new RealtimeFailure(
                                RealtimeFailure.Kind.NETWORK, "gone", "look at the network", true)));
        assertThat(told(RealtimeEvent.SessionReconnected.class))
                .singleElement()
                .satisfies(back -> assertThat(back.gap()).isEqualTo(Duration.ofMillis(300)));
        assertThat(told(RealtimeEvent.SessionConnected.class)).hasSize(1);
        assertThat(told(RealtimeEvent.SessionEnded.class))
                .as("the end of a model is not the end of the conversation")
                .isEmpty();
        assertThat(second.last().frames).isEqualTo(1);
        assertThat(second.last().asked).containsExactly("commit");
        assertThat(session.servedBy()).contains("b/second");
    }

    @Test // test_recoverable_error_does_not_swap
    void shouldLeaveToAModelWhatItGetsOverByItself() {
        open(first, second);
        RealtimeFailure passing = new RealtimeFailure(RealtimeFailure.Kind.NETWORK, "a hiccup", "", true);
        first.last().tell(new RealtimeEvent.ErrorOccurred(passing));

        assertThat(told).containsExactly(new RealtimeEvent.ErrorOccurred(passing));
        assertThat(second.opened).isEmpty();
    }

    @Test // test_exhausted_escalates
    void shouldEscalateTheLastModelsError() {
        RealtimeSession session = open(first, second);
        first.last().breaks("gone");
        second.last().breaks("gone as well");

        List<RealtimeEvent.ErrorOccurred> errors = told(RealtimeEvent.ErrorOccurred.class);
        assertThat(errors.get(0).failure().recoverable()).isTrue();
        assertThat(errors.get(1).failure().recoverable()).isFalse();
        assertThat(errors.get(1).failure().message()).isEqualTo("gone as well");

        session.close();

        assertThat(told.get(told.size() - 1)).isInstanceOf(RealtimeEvent.SessionEnded.class);
        assertThat(session.whenClosed()).isCompleted();
    }

    @Test // test_swap_cascades_past_a_model_that_fails_to_start
    void shouldPassOverAModelThatDoesNotStart() {
        second.refusing();
        open(first, second, third);
        first.last().breaks("gone");

        assertThat(third.opened).hasSize(1);
        assertThat(told(RealtimeEvent.ErrorOccurred.class))
                .allMatch(error -> error.failure().recoverable())
                .extracting(error -> error.failure().message())
                .containsExactly("gone", "b/second: no such model");
    }

    @Test
    void shouldBeginWithTheNextModelIfTheFirstDoesNotStart() {
        first.refusing();
        open(first, second);

        assertThat(second.opened).hasSize(1);
        assertThat(told(RealtimeEvent.ErrorOccurred.class)).hasSize(1);
    }

    @Test
    void shouldEndWhenNobodyStarts() {
        first.refusing();
        second.refusing();
        RealtimeSession session = open(first, second);

        assertThat(told(RealtimeEvent.ErrorOccurred.class))
                .extracting(error -> error.failure().recoverable())
                .containsExactly(true, false);
        session.close();
        assertThat(session.whenClosed()).isCompleted();
        assertThat(told(RealtimeEvent.SessionEnded.class)).hasSize(1);
    }

    @Test // test_cooldown
    void shouldPreferAModelAgainOnceItsCooldownIsOver() {
        RealtimeModelFallbackAdapter adapter = adapter(OpenAnswer.REGENERATED, first, second);
        adapter.open(RealtimeSetup.of("one", ""), told::add);
        first.last().breaks("gone");
        assertThat(adapter.available(first)).isFalse();
        assertThat(adapter.name()).isEqualTo("b/second");

        now = now.plusSeconds(9);
        adapter.open(RealtimeSetup.of("two", ""), told::add);
        assertThat(second.opened).as("ten seconds are not over").hasSize(2);

        now = now.plusSeconds(1);
        adapter.open(RealtimeSetup.of("three", ""), told::add);
        assertThat(first.opened).hasSize(2);
        assertThat(changes)
                .containsExactly(new AvailabilityChanged("a/first", false), new AvailabilityChanged("a/first", true));
    }

    @Test // test_restart_reissues_reply
    void shouldAskAgainForAnAnswerThatHadNotBegun() {
        RealtimeSession session = open(first, second);
        session.generateReply(RealtimeReply.of("r1"));
        first.last().breaks("gone");

        assertThat(second.last().asked).containsExactly("reply r1");
        assertThat(told(RealtimeEvent.GenerationEnded.class)).isEmpty();
    }

    /** What has come of it is played; it is the session that asks how it goes on, from what was heard. */
    @Test // test_swap_while_speaking_regenerates
    void shouldBreakOffAnAnswerThatWasBeingGiven() {
        RealtimeSession session = open(first, second);
        session.generateReply(RealtimeReply.of("r1"));
        ScriptedModel.Message message = begins("r1", "m1");
        List<String> heard = new ArrayList<>();
        told(RealtimeEvent.MessageStarted.class).get(0).message().deliverTo(new Keeping(heard));
        message.tell(listener -> listener.text("Once upon"));

        first.last().breaks("gone");
        message.tell(listener -> listener.text(" a time"));
        message.tell(RealtimeMessage.Listener::breakOff);

        assertThat(heard).containsExactly("Once upon", "broken off");
        assertThat(told(RealtimeEvent.GenerationEnded.class))
                .containsExactly(
                        new RealtimeEvent.GenerationEnded("r1", RealtimeEvent.Outcome.CUT_OFF, "its model failed"));
        assertThat(second.last().asked).isEmpty();
    }

    @Test
    void shouldDeliverWhatHadComeOfAMessageBeforeItBrokeOff() {
        open(first, second);
        first.last().tell(new RealtimeEvent.GenerationCreated("own", false));
        ScriptedModel.Message message = new ScriptedModel.Message("m1");
        first.last().tell(new RealtimeEvent.MessageStarted("own", message));
        message.tell(listener -> listener.text("Once upon"));
        first.last().breaks("gone");

        List<String> heard = new ArrayList<>();
        told(RealtimeEvent.MessageStarted.class).get(0).message().deliverTo(new Keeping(heard));

        assertThat(heard).containsExactly("Once upon", "broken off");
    }

    @Test // test_regenerate_on_swap_false
    void shouldDropOpenAnswersIfThatIsWanted() {
        RealtimeSession session =
                adapter(OpenAnswer.DROPPED, first, second).open(RealtimeSetup.of("session", ""), told::add);
        session.generateReply(RealtimeReply.of("r1"));
        begins("r1", "m1");
        session.generateReply(RealtimeReply.of("r2"));
        first.last().breaks("gone");

        assertThat(second.last().asked).isEmpty();
        assertThat(told(RealtimeEvent.GenerationEnded.class))
                .extracting(RealtimeEvent.GenerationEnded::replyId, RealtimeEvent.GenerationEnded::outcome)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("r1", RealtimeEvent.Outcome.INCOMPLETE),
                        org.assertj.core.groups.Tuple.tuple("r2", RealtimeEvent.Outcome.INCOMPLETE));
    }

    @Test
    void shouldNotAskAgainForWhatWasCancelledOrIsOver() {
        RealtimeSession session = open(first, second);
        session.generateReply(RealtimeReply.of("r1"));
        session.cancel("r1");
        session.generateReply(RealtimeReply.of("r2"));
        begins("r2", "m2");
        first.last().tell(new RealtimeEvent.GenerationEnded("r2", RealtimeEvent.Outcome.COMPLETED, ""));
        first.last().breaks("gone");

        assertThat(second.last().asked).isEmpty();
        assertThat(told(RealtimeEvent.GenerationEnded.class)).hasSize(1);
    }

    @Test // test_events_of_the_old_session_are_ignored
    void shouldNotPassOnWhatALostModelStillTells() {
        open(first, second);
        ScriptedModel.Opened lost = first.last();
        lost.breaks("gone");
        int before = told.size();
        lost.tell(new RealtimeEvent.InputSpeechStarted());
        lost.breaks("gone again");
        lost.connects();

        assertThat(told).hasSize(before);
        assertThat(second.opened).hasSize(1);
    }

    @ParameterizedTest // test_hard_capabilities_must_match
    @EnumSource(
            value = RealtimeCapability.class,
            names = {"AUDIO_OUTPUT", "TURN_DETECTION", "OVERLAPPING_SPEECH"})
    void shouldRefuseModelsThatCouldNotStandInForEachOther(RealtimeCapability capability) {
        ScriptedModel with = new ScriptedModel("a/with", capability);
        ScriptedModel without = new ScriptedModel("b/without");

        assertThatThrownBy(() -> RealtimeModelFallbackAdapter.of(with, without))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("realtime fallback members: " + capability + " of a/with is true, of b/without false"
                        + " (expected: the same, or a session could not go on with the other)");
    }

    @Test
    void shouldRefuseModelsOfOtherAudioAndGroupsOfNone() {
        ScriptedModel phone = new ScriptedModel("p/phone", AudioFormat.FULLBAND, SPEAKS);

        assertThatThrownBy(() -> RealtimeModelFallbackAdapter.of(first, phone)).hasMessageContaining("input format");
        assertThatThrownBy(RealtimeModelFallbackAdapter::of).hasMessageContaining("expected: at least one");
    }

    @Test // test_soft_capabilities_are_what_all_have
    void shouldClaimWhatAllOfThemCan() {
        ScriptedModel less = new ScriptedModel("d/less", RealtimeCapability.AUDIO_OUTPUT);

        assertThat(RealtimeModelFallbackAdapter.of(first, less).capabilities())
                .containsExactly(RealtimeCapability.AUDIO_OUTPUT);
    }

    /** The rule, whatever happens when: one model serves, none is left open, and nobody is asked while it is out. */
    @Test
    void shouldHoldItsRulesThroughFailuresAtAnyTime() {
        for (long seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            List<ScriptedModel> models = List.of(
                    new ScriptedModel("a", SPEAKS), new ScriptedModel("b", SPEAKS), new ScriptedModel("c", SPEAKS));
            told.clear();
            RealtimeSession session = adapter(OpenAnswer.REGENERATED, models.toArray(RealtimeModel[]::new))
                    .open(RealtimeSetup.of("session", ""), told::add);
            for (int i = 0; i < 20; i++) {
                act(random, models, session, i);
                assertThat(openSessions(models)).as("seed %d", seed).isLessThanOrEqualTo(1);
            }
            session.close();

            assertThat(openSessions(models)).as("seed %d", seed).isZero();
            assertThat(session.whenClosed()).as("seed %d", seed).isCompleted();
            assertThat(told(RealtimeEvent.SessionEnded.class))
                    .as("seed %d", seed)
                    .hasSize(1);
            assertThat(told.get(told.size() - 1)).isInstanceOf(RealtimeEvent.SessionEnded.class);
        }
    }

    private void act(Random random, List<ScriptedModel> models, RealtimeSession session, int step) {
        List<ScriptedModel.Opened> all =
                models.stream().flatMap(model -> model.opened.stream()).toList();
        ScriptedModel.Opened anyone = all.get(random.nextInt(all.size()));
        switch (random.nextInt(6)) {
            case 0 -> anyone.breaks("gone");
            case 1 -> now = now.plusSeconds(random.nextInt(12));
            case 2 -> session.generateReply(RealtimeReply.of("r" + step));
            case 3 -> anyone.tell(new RealtimeEvent.GenerationCreated("r" + random.nextInt(step + 1), true));
            case 4 -> session.cancel("r" + random.nextInt(step + 1));
            default -> anyone.connects();
        }
    }

    private static long openSessions(List<ScriptedModel> models) {
        return models.stream()
                .flatMap(model -> model.opened.stream())
                .filter(opened -> !opened.isClosed())
                .count();
    }

    private ScriptedModel.Message begins(String replyId, String itemId) {
        ScriptedModel.Message message = new ScriptedModel.Message(itemId);
        first.last().tell(new RealtimeEvent.GenerationCreated(replyId, true));
        first.last().tell(new RealtimeEvent.MessageStarted(replyId, message));
        return message;
    }

    /** Keeps what it is told. */
    private record Keeping(List<String> heard) implements RealtimeMessage.Listener {

        @Override
        public void text(String delta) {
            heard.add(delta);
        }

        @Override
        public void audio(AudioFrame frame) {}

        @Override
        public void end() {
            heard.add("end");
        }

        @Override
        public void breakOff() {
            heard.add("broken off");
        }
    }
}
