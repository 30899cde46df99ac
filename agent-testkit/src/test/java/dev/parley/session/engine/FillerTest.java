package dev.parley.session.engine;

import static dev.parley.session.engine.Agents.tool;
import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.session.AgentState;
import dev.parley.session.UserState;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallRecording.Playback;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.tool.Filler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said while a tool works, after LiveKit Agents' tests/test_filler.py; see the reference. */
class FillerTest {
    private static final String ONE = "One moment, please.";
    private static final String TWO = "I am still looking.";
    private static final double VOICE = 0.2;

    /** A tool that is called at 3.0, takes this long, and says something meanwhile. */
    private static CallScript waiting(double takes, double length, UnaryOperator<Filler> filler) {
        return CallScript.create()
                .userSpeaks(seconds(0.5), seconds(2.5), "What is the weather?")
                .modelAnswers("What is the weather?", ScriptedReply.of("").calling("weather", "{}"))
                .modelAnswers("sunny", ScriptedReply.of("It is sunny."))
                .voiceSpeaks(ONE, ScriptedVoice.of(seconds(length)))
                .voiceSpeaks(TWO, ScriptedVoice.of(seconds(length)))
                .tool(
                        tool("weather", context -> {
                            context.withFiller(filler.apply(Filler.of(ONE, TWO)));
                            return "sunny";
                        }),
                        seconds(takes));
    }

    private static List<Playback> fillers(CallRecording call) {
        return call.playbacks().stream()
                .filter(playback ->
                        playback.heard().equals(ONE) || playback.heard().equals(TWO))
                .toList();
    }

    /** The rule: silence for the delay, counted from the last speech and not before the interval has passed since the last. */
    @ParameterizedTest // case 21
    @CsvSource({"8, 0, 3, 1", "8, 2, 0, 1", "8, 0.5, 2, 0.4", "20, 1.5, 4, 2", "3, 5, 1, 1", "30, 0.2, 0.1, 3"})
    void shouldSaySomethingInEachSilence(double takes, double delay, double interval, double length) {
        CallRecording call = waiting(
                        takes, length, filler -> filler.after(seconds(delay)).every(seconds(interval)))
                .run();

        List<Double> expected = new ArrayList<>();
        double end = 3.0 + takes;
        double at = 3.0 + delay;
        while (at < end - 0.001) {
            expected.add(at + VOICE);
            at = Math.max(at + VOICE + length, at + interval) + delay;
        }
        List<Playback> said = fillers(call);
        assertThat(said).hasSameSizeAs(expected);
        for (int i = 0; i < said.size(); i++) {
            assertClose(said.get(i).started(), expected.get(i));
            assertThat(said.get(i).heard()).isEqualTo(i % 2 == 0 ? ONE : TWO);
        }
        assertThat(call.playbacks().get(said.size()).heard()).isEqualTo("It is sunny.");
    }

    @Test // case 21
    void shouldThinkBetweenFillersAndNotTakeTheCallerToBeAway() {
        CallRecording call = waiting(8, 1, filler -> filler.after(seconds(1)).every(seconds(2)))
                .options(options -> options.withUserAwayTimeout(seconds(3)))
                .hostCloses(seconds(14))
                .run();

        List<AgentState> states =
                call.agentStates().stream().map(CallRecording.StateAt::state).toList();
        for (int i = 1; i < states.size() - 1; i++) {
            assertThat(states.get(i)).isEqualTo(i % 2 == 1 ? AgentState.THINKING : AgentState.SPEAKING);
        }
        assertThat(states.get(states.size() - 1)).isEqualTo(AgentState.LISTENING);
        assertThat(Cases.userStates(call))
                .extracting(CallRecording.StateAt::state)
                .containsExactly(UserState.SPEAKING, UserState.LISTENING);
    }

    @Test
    void shouldSayOneOnlyWithoutAnInterval() {
        assertThat(fillers(waiting(20, 1, filler -> filler.after(seconds(1))).run()))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 3"})
    void shouldSayAsManyAsItMay(int most, int expected) {
        CallRecording call = waiting(
                        60, 1, filler -> filler.every(Duration.ZERO).atMost(most))
                .run();

        assertThat(fillers(call)).hasSize(expected);
    }

    /** The rule: the wait begins anew when the caller has said something that was none, and ends with an interruption. */
    @Test
    void shouldWaitAnewWhenTheCallerMakesASound() {
        CallRecording call = waiting(20, 1, filler -> filler.after(seconds(3)))
                .userSpeaks(seconds(5), seconds(6), "")
                .run();

        assertClose(fillers(call).get(0).started(), 6.5 + 3 + VOICE);
    }

    @Test
    void shouldSayNothingForAReplyThatWasInterrupted() {
        CallRecording call = waiting(20, 1, filler -> filler.after(seconds(4)).every(seconds(4)))
                .userSpeaks(seconds(4), seconds(5), "Never mind.")
                .run();

        assertThat(fillers(call)).isEmpty();
    }

    @Test
    void shouldBeginTheWaitAnewWithNewsOfItsOwn() {
        CallRecording call = CallScript.create()
                .userTypes(seconds(1), "go")
                .modelAnswers("go", ScriptedReply.of("").calling("work", "{}"))
                .tool(
                        tool("work", context -> {
                            context.withFiller(Filler.of(ONE).after(seconds(3)));
                            context.update("begun");
                            return "done";
                        }),
                        seconds(20))
                .modelAnswers("begun", ScriptedReply.of("I have begun."))
                .voiceSpeaks("I have begun.", ScriptedVoice.of(seconds(2)))
                .run();

        assertThat(call.playbacks().get(0).heard()).isEqualTo("I have begun.");
        assertClose(fillers(call).get(0).started(), 1.3 + 0.3 + VOICE + 2 + 3 + VOICE);
    }

    @Test
    void shouldRefuseAFillerThatSaysNothing() {
        assertThatThrownBy(() -> Filler.of(" ")).hasMessageContaining("expected: texts to say");
        assertThatThrownBy(() -> Filler.of(ONE).atMost(-1)).hasMessageContaining("expected: zero or more");
    }

    /** Who has the floor is not spoken into by other tools, and does not begin in the middle of a speech. */
    @Test
    void shouldKeepTheFloorUntilItIsGivenBack() {
        CallRecording call = CallScript.create()
                .userTypes(seconds(1), "both")
                .modelAnswers(
                        "both",
                        ScriptedReply.of("Let me look.")
                                .callingEarly("asking", "{}")
                                .callingEarly("waiting", "{}"))
                .voiceSpeaks("Let me look.", ScriptedVoice.of(seconds(2)))
                .tool(
                        tool("waiting", context -> {
                            context.withFiller(Filler.of(ONE).every(Duration.ZERO));
                            return "waited";
                        }),
                        seconds(9))
                .tool(
                        tool(
                                "asking",
                                context -> context.foreground().thenCompose(floor -> {
                                    context.session().say("First of all.");
                                    return context.outsideDeadline(context.session()
                                                    .say("And then.")
                                                    .whenDone())
                                            .thenApply(heard -> {
                                                floor.close();
                                                return "asked";
                                            });
                                })),
                        seconds(0))
                .voiceSpeaks("First of all.", ScriptedVoice.of(seconds(1)))
                .voiceSpeaks("And then.", ScriptedVoice.of(seconds(1)))
                .voiceSpeaks(ONE, ScriptedVoice.of(seconds(1)))
                .run();

        assertThat(call.playbacks().stream().map(Playback::heard).limit(4))
                .containsExactly("Let me look.", "First of all.", "And then.", ONE);
        assertClose(
                call.playbacks().get(1).started(),
                call.playbacks().get(0).ended().toMillis() / 1000.0 + VOICE);
    }
}
