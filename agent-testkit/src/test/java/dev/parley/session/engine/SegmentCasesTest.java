package dev.parley.session.engine;

import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.session.engine.Cases.assertStates;
import static dev.parley.session.engine.Cases.assistantMessages;
import static dev.parley.session.engine.Cases.at;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.parley.chat.ChatMessage;
import dev.parley.session.AgentState;
import dev.parley.session.SessionEvent;
import dev.parley.session.SpeechOptions;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallRecording.Playback;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.text.TextJoints;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers in segments, and the silence between speeches; case 5 of the reference and the rule behind it. */
class SegmentCasesTest {
    private static final String TWO_SEGMENTS = "Hello there. " + ScriptedReply.FLUSH + "How are you?";

    private static CallScript twoSegments(double first, double second) {
        return CallScript.create()
                .userSpeaks(seconds(0.5), seconds(2.5), "Hi.")
                .modelAnswers("Hi.", ScriptedReply.of(TWO_SEGMENTS))
                .voiceSpeaks("Hello there.", ScriptedVoice.of(seconds(first)))
                .voiceSpeaks("How are you?", ScriptedVoice.of(seconds(second)));
    }

    @Test // case 5
    void shouldPlaySegmentsOneByOneAndMakeOneMessageOfThem() {
        CallRecording call = twoSegments(2, 1).run();

        assertThat(call.playbacks()).extracting(Playback::heard).containsExactly("Hello there.", "How are you?");
        assertClose(call.playbacks().get(0).started(), 3.2);
        assertClose(call.playbacks().get(0).ended(), 5.2);
        assertClose(call.playbacks().get(1).started(), 5.2);
        assertClose(call.playbacks().get(1).ended(), 6.2);
        assertThat(assistantMessages(call))
                .extracting(ChatMessage::text, ChatMessage::interrupted)
                .containsExactly(tuple("Hello there. How are you?", false));
        assertStates(
                call.agentStates(),
                List.of(
                        at(AgentState.LISTENING, 0),
                        at(AgentState.THINKING, 3.0),
                        at(AgentState.SPEAKING, 3.2),
                        at(AgentState.LISTENING, 6.2)));
        SessionEvent.SpeechFinished finished =
                call.events(SessionEvent.SpeechFinished.class).get(0);
        assertThat(finished.heard()).isEqualTo("Hello there. How are you?");
        assertThat(finished.played()).isEqualTo(seconds(3));
        assertThat(transcript(call)).isEqualTo("Hello there. How are you?");
    }

    @Test // case 5, interrupted
    void shouldNotBeginASegmentBehindAnInterruptedOne() {
        CallRecording call = twoSegments(15, 3)
                .userSpeaks(seconds(8.7), seconds(9.7), "Stop!")
                .run();

        assertThat(call.playbacks()).hasSize(1);
        assertThat(call.playbacks().get(0).interrupted()).isTrue();
        assertClose(call.playbacks().get(0).ended(), 9.2);
        ChatMessage message = assistantMessages(call).get(0);
        assertThat(message.interrupted()).isTrue();
        assertThat(message.text()).isEqualTo("Hello");
    }

    /** The rule: what is heard of the answer is what its segments played up to the interruption, in their order. */
    @ParameterizedTest
    @CsvSource({"1.0, 3.0, 4.0", "2.0, 4.0, 6.5", "0.5, 0.5, 8.0", "3.0, 1.0, 5.0", "1.5, 9.0, 7.5"})
    void shouldCutTheSegmentThatPlaysWhenTheCallerInterrupts(double first, double second, double speaks) {
        CallRecording call = twoSegments(first, second)
                .userSpeaks(seconds(speaks), seconds(speaks + 1), "Stop!")
                .run();

        double firstEnds = 3.2 + first;
        double cut = speaks + 0.5;
        boolean inFirst = cut < firstEnds;
        boolean over = cut >= firstEnds + second;
        assertThat(call.playbacks().get(0).interrupted()).isEqualTo(inFirst);
        assertThat(call.playbacks().stream().filter(Playback::interrupted)).hasSize(over ? 0 : 1);
        assertThat(call.playbacks()).hasSize(inFirst ? 1 : 2);
        double end = over ? firstEnds + second : cut;
        Playback last = call.playbacks().get(call.playbacks().size() - 1);
        assertClose(last.ended(), end);
        assertThat(assistantMessages(call).get(0).text())
                .isEqualTo(call.playbacks().stream()
                        .map(Playback::heard)
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining(" ")));
    }

    @Test
    void shouldWaitForASegmentThatTheModelStillThinksAbout() {
        CallRecording call = CallScript.create()
                .userSpeaks(seconds(0.5), seconds(2.5), "Hi.")
                .modelAnswers("Hi.", ScriptedReply.of(TWO_SEGMENTS).timed(seconds(0.1), seconds(4.1)))
                .voiceSpeaks("Hello there.", ScriptedVoice.of(seconds(1)))
                .voiceSpeaks("How are you?", ScriptedVoice.of(seconds(1)))
                .run();

        assertThat(call.playbacks()).hasSize(2).noneMatch(Playback::interrupted);
        assertThat(call.playbacks().get(1).started()).isGreaterThan(seconds(6.5));
        assertThat(assistantMessages(call)).extracting(ChatMessage::text).containsExactly("Hello there. How are you?");
        assertThat(call.agentStates().stream().filter(state -> state.state() == AgentState.SPEAKING))
                .hasSize(1);
    }

    @Test
    void shouldEndAtOnceWhenInterruptedBetweenTwoSegments() {
        CallRecording call = CallScript.create()
                .userSpeaks(seconds(0.5), seconds(2.5), "Hi.")
                .modelAnswers("Hi.", ScriptedReply.of(TWO_SEGMENTS).timed(seconds(0.1), seconds(8.1)))
                .voiceSpeaks("Hello there.", ScriptedVoice.of(seconds(1)))
                .hostInterrupts(seconds(9))
                .run();

        assertThat(call.playbacks()).hasSize(1);
        assertThat(assistantMessages(call))
                .extracting(ChatMessage::text, ChatMessage::interrupted)
                .containsExactly(tuple("Hello there.", true));
        assertThat(call.events(SessionEvent.ErrorOccurred.class)).isEmpty();
        assertClose(
                CallRecording.since(
                        call.events(SessionEvent.SpeechFinished.class).get(0).at()),
                9);
    }

    @Test
    void shouldMakeNothingOfAFlushThatPartsNothing() {
        CallRecording call = CallScript.create()
                .userTypes(seconds(1), "Hi.")
                .modelAnswers(
                        "Hi.",
                        ScriptedReply.of(
                                ScriptedReply.FLUSH + "Hello there. " + ScriptedReply.FLUSH + ScriptedReply.FLUSH))
                .run();

        assertThat(call.playbacks()).extracting(Playback::heard).containsExactly("Hello there.");
        assertThat(assistantMessages(call)).extracting(ChatMessage::text).containsExactly("Hello there.");
    }

    /** Any text with flushes anywhere: each segment is heard once and in order, and the message is all of them. */
    @Test
    void shouldSayAllOfAnyAnswerInSegments() {
        String[] words = {"Yes. ", "Well, ", "the fourth piece of it is here. ", "It is so. ", ScriptedReply.FLUSH};
        for (int seed = 0; seed < 300; seed++) {
            Random chance = new Random(seed);
            StringBuilder text = new StringBuilder("Go. ");
            for (int i = 1 + chance.nextInt(12); i > 0; i--) {
                text.append(words[chance.nextInt(words.length)]);
            }
            CallRecording call = CallScript.create()
                    .userTypes(seconds(1), "Hi.")
                    .modelAnswers(
                            "Hi.",
                            ScriptedReply.of(text.toString())
                                    .timed(seconds(0.1), seconds(0.1 + 5 * chance.nextDouble())))
                    .run();

            String plain = text.toString().replace(ScriptedReply.FLUSH, "").strip();
            assertThat(assistantMessages(call))
                    .as("seed %d: %s", seed, text)
                    .extracting(ChatMessage::text)
                    .containsExactly(plain);
            assertThat(call.playbacks())
                    .as("seed %d", seed)
                    .isSortedAccordingTo((one, other) -> one.started().compareTo(other.started()));
            assertThat(call.playbacks().stream().map(Playback::heard).collect(Collectors.joining(" ")))
                    .as("seed %d", seed)
                    .isEqualTo(plain);
        }
    }

    /** Case 2: the voice starts with the answer's only sentence, and the model's time does not count as the voice's. */
    @ParameterizedTest
    @CsvSource({"2.0, 0.2", "0.3, 0.2", "5.0, 0.7", "1.0, 1.5"})
    void shouldNotCountTheModelsTimeAsTheVoices(double model, double voice) {
        CallRecording call = CallScript.create()
                .userSpeaks(seconds(0.5), seconds(2.5), "Hi.")
                .modelAnswers(
                        "Hi.", ScriptedReply.of("I'm doing well, thank you!").timed(seconds(0.1), seconds(model)))
                .voiceSpeaks(
                        "I'm doing well, thank you!",
                        ScriptedVoice.of(seconds(2)).timed(seconds(voice), seconds(voice + 0.1)))
                .run();

        var metrics = call.events(SessionEvent.MetricsCollected.class).get(0).metrics();
        assertThat(metrics.timeToFirstByte()).contains(seconds(voice));
        assertThat(metrics.timeToFirstToken()).contains(seconds(0.1));
        assertThat(metrics.modelDuration()).contains(seconds(model));
        double spoken = Math.max(2.7 + model, 3.0);
        assertClose(call.playbacks().get(0).started(), spoken + voice);
    }

    @Test // what the model wrote is kept as it is, its lines as well
    void shouldKeepTheTextsOwnWhiteSpace() {
        String list = "Here is what we have got today:\n\n- pizza, with cheese on it.\n- Soup of the day. And more.";
        CallRecording call = CallScript.create()
                .userTypes(seconds(1), "Hi.")
                .modelAnswers("Hi.", ScriptedReply.of(list))
                .run();

        assertThat(assistantMessages(call)).extracting(ChatMessage::text).containsExactly(list);
    }

    // --- min_consecutive_speech_delay

    @ParameterizedTest
    @CsvSource({"0.0, 1.0", "0.5, 1.0", "2.0, 0.4", "1.0, 3.0"})
    void shouldLeaveSilenceBetweenTwoSpeeches(double delay, double length) {
        CallRecording call = CallScript.create()
                .options(options -> options.withOutput(options.output().withMinConsecutiveSpeechDelay(seconds(delay))))
                .voiceSpeaks("One.", ScriptedVoice.of(seconds(length)))
                .voiceSpeaks("Two.", ScriptedVoice.of(seconds(length)))
                .hostSays(seconds(1), "a", "One.", SpeechOptions.interruptible())
                .hostSays(seconds(1), "b", "Two.", SpeechOptions.interruptible())
                .run();

        double firstEnds = 1.2 + length;
        assertClose(call.playbacks().get(0).started(), 1.2);
        assertClose(call.playbacks().get(0).ended(), firstEnds);
        assertClose(call.playbacks().get(1).started(), firstEnds + delay + 0.2);
    }

    @Test
    void shouldNotDelayASpeechThatComesLater() {
        CallRecording call = CallScript.create()
                .options(options -> options.withOutput(options.output().withMinConsecutiveSpeechDelay(seconds(1))))
                .voiceSpeaks("One.", ScriptedVoice.of(seconds(1)))
                .voiceSpeaks("Two.", ScriptedVoice.of(seconds(1)))
                .hostSays(seconds(1), "a", "One.", SpeechOptions.interruptible())
                .hostSays(seconds(8), "b", "Two.", SpeechOptions.interruptible())
                .run();

        assertClose(call.playbacks().get(1).started(), 8.2);
    }

    @Test
    void shouldForgetASpeechThatIsInterruptedWhileItWaits() {
        CallRecording call = CallScript.create()
                .options(options -> options.withOutput(options.output().withMinConsecutiveSpeechDelay(seconds(5))))
                .voiceSpeaks("One.", ScriptedVoice.of(seconds(1)))
                .hostSays(seconds(1), "a", "One.", SpeechOptions.interruptible())
                .hostSays(seconds(1), "b", "Two.", SpeechOptions.interruptible())
                .hostInterrupts(seconds(4))
                .run();

        assertThat(call.playbacks()).hasSize(1);
        assertThat(call.events(SessionEvent.SpeechFinished.class))
                .extracting(SessionEvent.SpeechFinished::speechId, SessionEvent.SpeechFinished::interrupted)
                .containsExactly(tuple("a", false), tuple("b", true));
    }

    private static String transcript(CallRecording call) {
        return call.events(SessionEvent.AgentTranscript.class).stream()
                .map(SessionEvent.AgentTranscript::delta)
                .reduce("", TextJoints::join);
    }
}
