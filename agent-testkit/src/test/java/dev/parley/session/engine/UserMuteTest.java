package dev.parley.session.engine;

import static dev.parley.session.engine.Cases.STORY;
import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.session.engine.Cases.greeting;
import static dev.parley.session.engine.Cases.story;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.ReplyOptions;
import dev.parley.session.SessionEvent;
import dev.parley.session.SpeechOptions;
import dev.parley.session.UserState;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallRecording.Playback;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.tool.ToolOutcome;
import dev.parley.turn.BackchannelBoundary;
import dev.parley.turn.MuteStrategy;
import dev.parley.turn.TurnStart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pipecat's mute strategies ({@code pipecat.turns.user_mute}, tests/test_user_mute_strategy.py). */
class UserMuteTest {

    private static CallScript muted(CallScript script, MuteStrategy... strategies) {
        return script.turns(turns -> turns.withMutes(Set.of(strategies)));
    }

    /** From and to in turn, to when muted to the end. */
    private static List<Duration> mutes(CallRecording call) {
        List<Duration> times = new ArrayList<>();
        call.events(SessionEvent.UserMuteChanged.class).forEach(change -> {
            assertThat(change.muted()).isEqualTo(times.size() % 2 == 0);
            times.add(CallRecording.since(change.at()));
        });
        return times;
    }

    private static List<String> turns(CallRecording call) {
        return call.events(SessionEvent.UserTurnCommitted.class).stream()
                .map(SessionEvent.UserTurnCommitted::transcript)
                .toList();
    }

    /** The rule: muted from the first sound to the last; what is said within is no turn, and interrupts nothing. */
    @ParameterizedTest
    @CsvSource({"5.0, 6.0, false", "3.5, 9.0, false", "14.0, 15.0, true", "4.0, 4.6, false"})
    void shouldNotListenWhileTheAgentSpeaks(double from, double to, boolean heard) {
        CallRecording call = muted(story(10), MuteStrategy.WHILE_AGENT_SPEAKS)
                .userSpeaks(seconds(from), seconds(to), "Stop!")
                .run();

        assertThat(call.playbacks().get(0).interrupted()).isFalse();
        assertThat(call.playbacks().get(0).heard()).isEqualTo(STORY);
        assertThat(mutes(call)).startsWith(seconds(3.2), seconds(13.2));
        assertThat(turns(call)).hasSize(heard ? 2 : 1);
    }

    @Test
    void shouldHearFromTheEndOfTheMuteOnWhoSpeaksThroughIt() {
        CallRecording call = muted(story(10), MuteStrategy.WHILE_AGENT_SPEAKS)
                .userSpeaks(seconds(12.0), seconds(15.0), "and then")
                .run();

        assertThat(turns(call)).containsExactly("Tell me a story.");
        assertThat(call.events(SessionEvent.UserStateChanged.class))
                .filteredOn(change -> change.newState() == UserState.SPEAKING)
                .extracting(change -> CallRecording.since(change.at()))
                .containsExactly(seconds(0.5), seconds(13.2));
    }

    @Test
    void shouldForgetWhatTheCallerWasSayingWhenTheMuteBegan() {
        CallRecording call = muted(story(3), MuteStrategy.WHILE_AGENT_SPEAKS)
                .userSpeaks(seconds(3.1), seconds(4.0), "wait")
                .run();

        assertThat(turns(call)).containsExactly("Tell me a story.");
        assertThat(call.playbacks())
                .singleElement()
                .satisfies(playback -> assertThat(playback.interrupted()).isFalse());
        assertThat(call.events(SessionEvent.UserStateChanged.class))
                .extracting(SessionEvent.UserStateChanged::newState)
                .containsExactly(UserState.SPEAKING, UserState.LISTENING, UserState.SPEAKING, UserState.LISTENING);
    }

    @Test
    void shouldListenAgainAfterTheFirstSpeech() {
        CallRecording call = muted(twoSpeeches(), MuteStrategy.FIRST_SPEECH)
                .userSpeaks(seconds(2.0), seconds(2.9), "not heard")
                .userSpeaks(seconds(11.0), seconds(12.0), "Stop!")
                .run();

        assertThat(mutes(call)).containsExactly(seconds(1.2), seconds(5.2));
        assertThat(turns(call)).containsExactly("Stop!");
        assertThat(call.playbacks().get(1).interrupted()).isTrue();
    }

    @Test
    void shouldListenBeforeTheFirstSpeechUnlessToldOtherwise() {
        CallScript early = greeting();

        assertThat(turns(muted(early, MuteStrategy.FIRST_SPEECH).run())).containsExactly("Hello, how are you?");
        assertThat(turns(muted(greeting(), MuteStrategy.UNTIL_FIRST_SPEECH).run()))
                .isEmpty();
    }

    @Test
    void shouldNotListenUntilTheFirstSpeechIsOver() {
        CallRecording call = muted(twoSpeeches(), MuteStrategy.UNTIL_FIRST_SPEECH)
                .userSpeaks(seconds(0.2), seconds(0.9), "not heard")
                .userSpeaks(seconds(6.0), seconds(7.0), "heard")
                .run();

        assertThat(mutes(call)).containsExactly(seconds(0), seconds(5.2));
        assertThat(turns(call)).containsExactly("heard");
    }

    /** A failed opening leaves the caller able to speak. */
    @Test
    void shouldListenWhenTheFirstSpeechCouldNotBeMade() {
        CallRecording call = muted(CallScript.create(), MuteStrategy.UNTIL_FIRST_SPEECH)
                .hostAsksForReply(seconds(1), "greeting", ReplyOptions.instructed("Greet."))
                .modelAnswers("Greet.", ScriptedReply.of("").failing("out of order"))
                .userSpeaks(seconds(5.0), seconds(6.0), "hello?")
                .run();

        assertThat(mutes(call)).hasSize(2);
        assertClose(mutes(call).get(1), 1.3);
        assertThat(turns(call)).containsExactly("hello?");
    }

    @Test
    void shouldNotListenWhileAToolRuns() {
        CallRecording call = muted(ToolSpeechTest.slowTool(), MuteStrategy.FUNCTION_CALLS)
                .userSpeaks(seconds(5.0), seconds(6.0), "never mind")
                .run();

        assertThat(mutes(call)).hasSize(2);
        assertClose(mutes(call).get(0), 3.0); // the answer was begun ahead; its call is made when the turn is over
        assertClose(mutes(call).get(1), 11.0);
        assertThat(turns(call)).containsExactly("What is the weather?");
        assertThat(call.playbacks()).extracting(Playback::heard).containsExactly("It is sunny.");
    }

    @Test
    void shouldForgetWhatSeemedAListenersSoundWhenTheMuteBegan() {
        CallRecording call = muted(CallScript.create(), MuteStrategy.FUNCTION_CALLS)
                .turns(turns -> turns.withStart(
                        TurnStart.byWords(3).withBoundary(new BackchannelBoundary(Duration.ZERO, seconds(5)))))
                .hostSays(seconds(1), "hold", "Hold the line.", SpeechOptions.interruptible())
                .voiceSpeaks("Hold the line.", ScriptedVoice.of(seconds(5)))
                .hostAsksForReply(seconds(2), "look", ReplyOptions.instructed("Look it up."))
                .modelAnswers("Look it up.", ScriptedReply.of("").calling("look_up", "{}"))
                .tool(Agents.tool("look_up", context -> new ToolOutcome.Silent("")), seconds(1))
                .userSpeaks(seconds(5), seconds(5.3), "yes")
                .run();

        assertThat(mutes(call)).hasSize(2);
        assertThat(turns(call)).isEmpty();
    }

    @Test
    void shouldBeMutedWhileAnyStrategySaysSo() {
        CallRecording call = muted(
                        ToolSpeechTest.slowTool(), MuteStrategy.FUNCTION_CALLS, MuteStrategy.WHILE_AGENT_SPEAKS)
                .voiceSpeaks("It is sunny.", ScriptedVoice.of(seconds(2)))
                .run();

        assertThat(mutes(call)).hasSize(4);
        assertClose(mutes(call).get(3), call.playbacks().get(0).ended().toMillis() / 1000.0);
    }

    @Test
    void shouldNeverMuteTypedText() {
        CallRecording call = muted(story(10), MuteStrategy.WHILE_AGENT_SPEAKS)
                .modelAnswers("Stop!", ScriptedReply.of("I stop."))
                .userTypes(seconds(5.0), "Stop!")
                .run();

        assertThat(call.playbacks()).extracting(Playback::interrupted).containsExactly(true, false);
    }

    private static CallScript twoSpeeches() {
        return CallScript.create()
                .hostSays(seconds(1), "first", "Welcome to the shop.", SpeechOptions.interruptible())
                .voiceSpeaks("Welcome to the shop.", ScriptedVoice.of(seconds(4)))
                .hostSays(seconds(10), "second", "Here is a long list.", SpeechOptions.interruptible())
                .voiceSpeaks("Here is a long list.", ScriptedVoice.of(seconds(10)));
    }
}
