package dev.parley.session.engine;

import static dev.parley.session.engine.Cases.greeting;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.CloseReason;
import dev.parley.session.SessionEvent;
import dev.parley.session.SpeechOptions;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a session survives (LiveKit Agents' rule: more than three unrecoverable errors of one kind of model in a row close
 * it, and a success of that kind begins the count anew).
 */
class ErrorBudgetTest {
    private static CallScript failing(int times) {
        CallScript script = CallScript.create();
        for (int i = 0; i < times; i++) {
            script.userTypes(seconds(10 + 10 * i), "broken");
        }
        return script.modelAnswers("broken", ScriptedReply.of("").failing("scripted failure"));
    }

    private static List<CloseReason> closings(CallRecording call) {
        return call.events(SessionEvent.SessionClosed.class).stream()
                .map(SessionEvent.SessionClosed::reason)
                .toList();
    }

    @Test
    void shouldSurviveThreeFailuresOfTheModel() {
        CallRecording call = failing(3).run();

        assertThat(call.events(SessionEvent.ErrorOccurred.class)).hasSize(3).noneMatch(event -> event.recoverable());
        assertThat(closings(call)).isEmpty();
    }

    @Test
    void shouldEndWithTheFourth() {
        CallRecording call = failing(4).run();

        assertThat(closings(call)).singleElement().satisfies(reason -> {
            assertThat(reason.kind()).isEqualTo(CloseReason.Kind.ERROR);
            assertThat(reason.detail())
                    .isEqualTo("llm: 4 failures in a row (expected: at most 3; a fallback adapter lets another model"
                            + " stand in)");
        });
    }

    @Test
    void shouldCountAnewAfterAnAnswer() {
        CallRecording call = failing(3)
                .userTypes(seconds(40), "fine")
                .modelAnswers("fine", ScriptedReply.of("Fine."))
                .userTypes(seconds(50), "broken")
                .userTypes(seconds(60), "broken")
                .userTypes(seconds(70), "broken")
                .run();

        assertThat(call.events(SessionEvent.ErrorOccurred.class)).hasSize(6);
        assertThat(closings(call)).isEmpty();
    }

    /** An answer that is thought but never heard is no good: the voice has a count of its own. */
    @Test
    void shouldEndWhenOnlyTheVoiceFailsThoughTheModelAnswers() {
        CallScript script = CallScript.create()
                .modelAnswers("hello", ScriptedReply.of("Good day to you."))
                .voiceSpeaks("Good day to you.", ScriptedVoice.of(seconds(0)).failing());
        for (int i = 0; i < 4; i++) {
            script.userTypes(seconds(10 + 10 * i), "hello");
        }

        CallRecording call = script.run();

        assertThat(closings(call))
                .singleElement()
                .satisfies(reason -> assertThat(reason.detail()).startsWith("tts: 4 failures in a row"));
    }

    @Test
    void shouldCountAnAnswerOfManySentencesOnce() {
        String sentence = "This is a sentence of its own. ";
        CallRecording call = CallScript.create()
                .hostSays(seconds(1), "host", sentence.repeat(6).strip(), SpeechOptions.interruptible())
                .voiceSpeaks(sentence.strip(), ScriptedVoice.of(seconds(0)).failing())
                .run();

        assertThat(call.events(SessionEvent.ErrorOccurred.class)).hasSize(6);
        assertThat(closings(call)).isEmpty();
    }

    @Test
    void shouldCountEachKindOfModelByItself() {
        CallRecording call = failing(3)
                .recogniserFails(seconds(11), "scripted failure")
                .recogniserFails(seconds(12), "scripted failure")
                .recogniserFails(seconds(13), "scripted failure")
                .run();

        assertThat(call.events(SessionEvent.ErrorOccurred.class)).hasSize(6);
        assertThat(closings(call)).isEmpty();
    }

    @Test
    void shouldNotCountWhatIsTriedAgain() {
        SessionEngine engine = new SessionEngine("s", dev.parley.session.SessionOptions.standard());
        SessionState state = running(engine);
        for (int i = 0; i < 20; i++) {
            Step step = engine.on(state, java.time.Instant.EPOCH, new Stimulus.ModelRetried("stt", "once more"));
            assertThat(step.effects())
                    .containsExactly(new Effect.Emit(
                            new SessionEvent.ErrorOccurred(java.time.Instant.EPOCH, "stt", "once more", true)));
            state = step.state();
        }

        assertThat(state.phase()).isEqualTo(SessionState.Phase.RUNNING);
    }

    private static SessionState running(SessionEngine engine) {
        SessionState fresh = SessionState.initial(new AgentProfile("agent", "", List.of()));
        return engine.on(fresh, java.time.Instant.EPOCH, new Stimulus.Started()).state();
    }

    @Test
    void shouldForgetFailuresOfTheRecogniserWithATranscript() {
        CallScript script = greeting();
        for (int i = 0; i < 3; i++) {
            script.recogniserFails(seconds(0.1 + 0.1 * i), "scripted failure");
            script.recogniserFails(seconds(10 + i), "scripted failure");
        }

        assertThat(closings(script.run())).isEmpty();
    }
}
