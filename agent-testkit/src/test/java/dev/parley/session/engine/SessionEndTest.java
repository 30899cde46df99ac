package dev.parley.session.engine;

import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import dev.parley.chat.ChatMessage;
import dev.parley.session.AgentSession;
import dev.parley.session.AgentState;
import dev.parley.session.CloseReason;
import dev.parley.session.SessionEvent;
import dev.parley.session.SpeechOptions;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.turn.TurnStart;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a session ends by itself. */
class SessionEndTest {

    @Test
    void shouldEndWithItsLastEventWhenTooMuchFailsWhileTheAgentThinks() {
        CallRecording call = CallScript.create()
                .options(options -> options.withMaxErrors(0))
                .userTypes(seconds(1), "how are you")
                .modelAnswers("how are you", ScriptedReply.of("Fine.").timed(seconds(5), seconds(6)))
                .recogniserFails(seconds(3), "scripted failure")
                .run();

        List<SessionEvent> events = call.events();
        assertThat(events.get(events.size() - 1))
                .isInstanceOfSatisfying(
                        SessionEvent.SessionClosed.class,
                        closed -> assertThat(closed.reason().kind()).isEqualTo(CloseReason.Kind.ERROR));
        assertThat(call.events(SessionEvent.AgentStateChanged.class))
                .extracting(SessionEvent.AgentStateChanged::newState)
                .containsExactly(AgentState.LISTENING, AgentState.THINKING, AgentState.LISTENING);
        assertThat(call.events(SessionEvent.SpeechFinished.class))
                .singleElement()
                .satisfies(speech -> assertThat(speech.interrupted()).isTrue());
    }

    /** LiveKit Agents' {@code drain}. */
    @Test
    void shouldSayWhatItIsAtAndBeginNothingNewOnceItIsDrained() {
        CompletableFuture<Done> drained = new CompletableFuture<>();
        List<Boolean> done = new ArrayList<>();
        CallRecording call = CallScript.create()
                .hostSays(seconds(1), "s1", "A long story.", SpeechOptions.interruptible())
                .hostSays(seconds(1), "s2", "Another story.", SpeechOptions.interruptible())
                .voiceSpeaks("A long story.", ScriptedVoice.of(seconds(2)))
                .voiceSpeaks("Another story.", ScriptedVoice.of(seconds(2)))
                .hostDoes(seconds(2), session -> session.drain().thenAccept(drained::complete))
                .hostSays(seconds(2.5), "s3", "Too late.", SpeechOptions.interruptible())
                .userTypes(seconds(6), "hello?")
                .hostDoes(seconds(4.5), session -> done.add(drained.isDone()))
                .hostDoes(seconds(6.5), session -> done.add(drained.isDone()))
                .run();

        assertThat(done).as("when it still talks, and after it").containsExactly(false, true);
        assertThat(call.chat().messages())
                .extracting(ChatMessage::text)
                .containsExactly("A long story.", "Another story.", "hello?");
        assertThat(call.events(SessionEvent.UserTurnDropped.class))
                .extracting(SessionEvent.UserTurnDropped::reason)
                .containsExactly("drained");
        assertThat(call.events(SessionEvent.SessionClosed.class)).isEmpty();
    }

    @Test
    void shouldBeginNoAnswerAheadOnceItIsDrained() {
        CallRecording call = CallScript.create()
                .hostDoes(seconds(1), AgentSession::drain)
                .userSpeaks(seconds(2), seconds(3), "how are you")
                .run();

        assertThat(call.effects())
                .extracting(CallRecording.TimedEffect::effect)
                .noneMatch(Effect.Generate.class::isInstance);
        assertThat(call.events(SessionEvent.UserTurnDropped.class))
                .extracting(SessionEvent.UserTurnDropped::reason)
                .containsExactly("drained");
    }

    @Test
    void shouldDrainAtOnceWhereNothingIsSaidAndEndAllTheSame() {
        AtomicReference<CompletionStage<Done>> drained = new AtomicReference<>();
        CallRecording call = CallScript.create()
                .hostDoes(seconds(1), session -> drained.set(session.drain()))
                .hostDoes(seconds(2), AgentSession::shutdown)
                .run();

        assertThat(drained.get()).isCompleted();
        assertThat(call.events(SessionEvent.SessionClosed.class))
                .singleElement()
                .satisfies(
                        closed -> assertThat(CallRecording.since(closed.at())).isEqualTo(seconds(2)));
    }

    @Test
    void shouldFailToDrainASessionThatEndsFirst() {
        AtomicReference<CompletionStage<Done>> drained = new AtomicReference<>();
        AtomicReference<CompletionStage<Done>> late = new AtomicReference<>();
        CallScript.create()
                .hostSays(seconds(1), "s4", "A long story.", SpeechOptions.interruptible())
                .voiceSpeaks("A long story.", ScriptedVoice.of(seconds(2)))
                .hostDoes(seconds(2), session -> drained.set(session.drain()))
                .hostCloses(seconds(2.5))
                .hostDoes(seconds(9), session -> late.set(session.drain()))
                .run();

        assertThat(drained.get()).isCompletedExceptionally();
        assertThat(late.get()).isCompletedExceptionally();
    }

    /** What is an answer because the agent falls silent is the caller's last word, and no turn any more. */
    @ParameterizedTest
    @CsvSource({"5.7, true", "6.0, true", "6.3, true", "6.5, false"})
    void shouldTakeNoTurnWhileItEnds(double closes, boolean rightBeforeTheEnd) {
        CallRecording call = Cases.story(10)
                .turns(turns -> turns.withStart(TurnStart.byWords(3)))
                .userSpeaks(seconds(5), seconds(5.4), "Yes.")
                .hostCloses(seconds(closes))
                .run();

        assertThat(call.effects())
                .filteredOn(timed -> timed.at().compareTo(seconds(closes)) >= 0)
                .extracting(CallRecording.TimedEffect::effect)
                .noneMatch(Effect.Generate.class::isInstance)
                .noneMatch(effect -> effect instanceof Effect.StartTimer timer && timer.timer() == Timer.END_OF_TURN);
        assertThat(call.events(SessionEvent.UserTurnCommitted.class)).hasSize(1);
        ChatMessage last = call.chat().messages().get(call.chat().messages().size() - 1);
        assertThat(last.text().equals("Yes.")).isEqualTo(rightBeforeTheEnd);
    }
}
