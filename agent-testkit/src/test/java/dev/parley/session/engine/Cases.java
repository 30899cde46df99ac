package dev.parley.session.engine;

import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.session.SessionEvent;
import dev.parley.session.UserState;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallRecording.StateAt;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.turn.InterruptionOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** What the tests of the reference's cases share: its two scenes, and times that are exact to 0.05 s. */
final class Cases {
    static final String STORY = "Here is a long story for you ... the end.";
    private static final Duration TOLERANCE = Duration.ofMillis(50);

    private Cases() {}

    static UnaryOperator<dev.parley.turn.TurnOptions> interruption(UnaryOperator<InterruptionOptions> change) {
        return turns -> turns.withInterruption(change.apply(turns.interruption()));
    }

    static List<ChatMessage> assistantMessages(CallRecording call) {
        return call.chat().messages().stream()
                .filter(message -> message.role() == ChatRole.ASSISTANT)
                .toList();
    }

    static List<StateAt<UserState>> userStates(CallRecording call) {
        return call.events(SessionEvent.UserStateChanged.class).stream()
                .map(event -> new StateAt<>(event.newState(), CallRecording.since(event.at())))
                .toList();
    }

    static CallScript story(double length) {
        return CallScript.create()
                .userSpeaks(seconds(0.5), seconds(2.5), "Tell me a story.")
                .modelAnswers("Tell me a story.", ScriptedReply.of(STORY))
                .voiceSpeaks(STORY, ScriptedVoice.of(seconds(length)));
    }

    static CallScript greeting() {
        return CallScript.create()
                .userSpeaks(seconds(0.5), seconds(2.5), "Hello, how are you?")
                .modelAnswers("Hello, how are you?", ScriptedReply.of("I'm doing well, thank you!"))
                .voiceSpeaks("I'm doing well, thank you!", ScriptedVoice.of(seconds(2.0)));
    }

    static <S> StateAt<S> at(S state, double time) {
        return new StateAt<>(state, seconds(time));
    }

    static <S> void assertStates(List<StateAt<S>> actual, List<StateAt<S>> expected) {
        assertThat(actual)
                .extracting(StateAt::state)
                .isEqualTo(expected.stream().map(StateAt::state).toList());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).at())
                    .as("time of state %d: %s", i, expected.get(i).state())
                    .isCloseTo(expected.get(i).at(), TOLERANCE);
        }
    }

    static void assertClose(Duration actual, double expected) {
        assertThat(actual).isCloseTo(seconds(expected), TOLERANCE);
    }
}
