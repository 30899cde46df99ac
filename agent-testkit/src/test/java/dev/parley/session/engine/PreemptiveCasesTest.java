package dev.parley.session.engine;

import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.session.SessionEvent;
import dev.parley.session.SpeechOptions;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallRecording.Playback;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.turn.PreemptiveGeneration;
import dev.parley.turn.TurnOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cases of answers begun ahead of the turn's end, after LiveKit Agents' tests; see the reference. */
class PreemptiveCasesTest {
    private static final String ANSWER = "I'm doing well, thank you!";

    /** How far the agent goes ahead of the turn's end. */
    enum Ahead {
        OFF,
        MODEL,
        VOICE;

        private PreemptiveGeneration option() {
            return switch (this) {
                case OFF -> PreemptiveGeneration.off();
                case MODEL -> PreemptiveGeneration.standard();
                case VOICE -> PreemptiveGeneration.standard().withTts();
            };
        }
    }

    private static CallScript call(Ahead ahead, double sttDelay, double model, double voice, double endpointing) {
        return CallScript.create()
                .turns(turns -> turns.withPreemptive(ahead.option()).withEndpointingDelay(seconds(endpointing)))
                .detection(seconds(0.05), seconds(Math.min(0.5, endpointing)))
                .transcriptDelay(seconds(sttDelay))
                .userSpeaks(seconds(0.5), seconds(2.0), "Hello, how are you?")
                .modelAnswers("Hello, how are you?", ScriptedReply.of(ANSWER).timed(seconds(model / 3), seconds(model)))
                .voiceSpeaks(ANSWER, ScriptedVoice.of(seconds(2.0)).timed(seconds(voice), seconds(voice)));
    }

    @ParameterizedTest // case 3
    @CsvSource({"VOICE, 0.7", "MODEL, 0.8", "OFF, 1.1"})
    void shouldAnswerTheSoonerTheMoreIsDoneAhead(Ahead ahead, double delay) {
        CallRecording call = call(ahead, 0.1, 0.3, 0.3, 0.5).run();

        assertClose(call.playbacks().get(0).started(), 2.0 + delay);
    }

    @ParameterizedTest // case 4
    @CsvSource({"VOICE, OFF, 1.1", "OFF, VOICE, 0.7", "OFF, MODEL, 0.8", "MODEL, OFF, 1.1", "VOICE, VOICE, 0.7"})
    void shouldGoAheadAsTheAgentsOwnSettingSays(Ahead session, Ahead own, double delay) {
        TurnOptions[] turns = new TurnOptions[1];
        CallScript script = call(session, 0.1, 0.3, 0.3, 0.5).turns(options -> turns[0] = options);
        CallRecording call = script.agent(new Agent(
                        AgentSpec.instructions("You are helpful.").turns(turns[0].withPreemptive(own.option()))))
                .run();

        assertClose(call.playbacks().get(0).started(), 2.0 + delay);
    }

    /** The rule: nothing waits for what does not need it, and nothing is heard before the turn is over. */
    @ParameterizedTest
    @CsvSource({
        "VOICE, 0.1, 0.3, 0.3, 0.5",
        "VOICE, 0.2, 0.05, 0.05, 0.5",
        "VOICE, 0.1, 1.5, 0.4, 0.5",
        "VOICE, 0.7, 0.2, 0.2, 0.5",
        "VOICE, 0.3, 0.3, 0.6, 2.0",
        "MODEL, 0.2, 0.05, 0.4, 0.5",
        "MODEL, 0.4, 0.6, 0.2, 0.9",
        "MODEL, 0.9, 0.3, 0.3, 0.5",
        "OFF, 0.2, 0.05, 0.4, 0.5",
        "OFF, 0.9, 0.6, 0.2, 0.5",
        "OFF, 0.4, 0.6, 0.2, 1.3"
    })
    void shouldAnswerWhenTheLastOfWhatItNeedsIsThere(
            Ahead ahead, double sttDelay, double model, double voice, double endpointing) {
        CallRecording call = call(ahead, sttDelay, model, voice, endpointing).run();

        double transcript = 2.0 + sttDelay;
        double turn = Math.max(2.0 + endpointing, transcript);
        double expected = switch (ahead) {
            case OFF -> turn + model + voice;
            case MODEL -> Math.max(turn, transcript + model) + voice;
            case VOICE -> Math.max(turn, transcript + model + voice);
        };
        assertThat(call.playbacks()).singleElement().satisfies(playback -> {
            assertClose(playback.started(), expected);
            assertThat(playback.heard()).isEqualTo(ANSWER);
            assertThat(playback.position()).isEqualTo(seconds(2.0));
        });
    }

    @Test
    void shouldNotLetBeHeardWhatTheVoiceMadeForATurnThatWentOn() {
        CallRecording call = call(Ahead.VOICE, 0.1, 0.05, 0.05, 0.5)
                .userSpeaks(seconds(2.4), seconds(3.0), "And what is the time?")
                .modelAnswers("Hello, how are you? And what is the time?", ScriptedReply.of("It is noon."))
                .run();

        assertThat(call.playbacks()).extracting(Playback::heard).containsExactly("It is noon.");
        assertThat(call.effects())
                .extracting(CallRecording.TimedEffect::effect)
                .anyMatch(Effect.StopSpeaking.class::isInstance);
        assertThat(call.events(SessionEvent.SpeechCreated.class)).hasSize(1);
    }

    @Test
    void shouldLetTheHostSpeakBeforeWhatTheVoiceMadeAhead() {
        CallRecording call = call(Ahead.VOICE, 0.1, 0.05, 0.05, 1.0)
                .hostSays(seconds(2.5), "host", "One moment.", SpeechOptions.uninterruptible())
                .voiceSpeaks("One moment.", ScriptedVoice.of(seconds(0.3)))
                .run();

        assertThat(call.playbacks().get(0).heard()).isEqualTo("One moment.");
        assertThat(call.playbacks()).noneMatch(playback -> playback.position().equals(Duration.ZERO));
    }

    /** The voice that works ahead would stand in the way of what is said first once the pause is over. */
    @Test
    void shouldMakeNoVoiceAheadInThePauseBetweenTwoSpeeches() {
        CallRecording call = call(Ahead.VOICE, 0.1, 0.05, 0.05, 0.5)
                .options(options -> options.withOutput(options.output().withMinConsecutiveSpeechDelay(seconds(5))))
                .hostSays(seconds(0), "first", "One.", SpeechOptions.interruptible())
                .voiceSpeaks("One.", ScriptedVoice.of(seconds(0.1)))
                .hostSays(
                        seconds(4),
                        "urgent",
                        "Two.",
                        SpeechOptions.interruptible().withPriority(10))
                .voiceSpeaks("Two.", ScriptedVoice.of(seconds(0.3)))
                .run();

        assertThat(call.playbacks()).extracting(Playback::heard).containsExactly("One.", "Two.", ANSWER);
    }

    /** Only the first segment is made ahead; the others follow once the turn is over. */
    @Test
    void shouldSayAllSegmentsOfAnAnswerThatWasBegunAhead() {
        CallRecording call = call(Ahead.VOICE, 0.1, 0.05, 0.05, 1.0)
                .modelAnswers(
                        "Hello, how are you?",
                        ScriptedReply.of("Well. " + ScriptedReply.FLUSH + ANSWER)
                                .timed(seconds(0.01), seconds(0.05)))
                .voiceSpeaks("Well.", ScriptedVoice.of(seconds(0.3)).timed(seconds(0.05), seconds(0.05)))
                .run();

        assertThat(call.playbacks()).extracting(Playback::heard).containsExactly("Well.", ANSWER);
        assertClose(call.playbacks().get(0).started(), 3.0);
        assertThat(Cases.assistantMessages(call))
                .singleElement()
                .satisfies(message -> assertThat(message.text()).isEqualTo("Well. " + ANSWER));
    }

    /** Case 2: the model's time is not the voice's. The model says one sentence, so its voice begins when all is said. */
    @ParameterizedTest // case 2
    @CsvSource({"2.0, 0.2", "0.3, 0.2", "5.0, 0.7", "1.0, 0.0"})
    void shouldNotCountTheModelsTimeAsTheVoices(double model, double voice) {
        CallRecording call = call(Ahead.OFF, 0.1, model, voice, 0.5).run();

        var metrics = call.events(SessionEvent.MetricsCollected.class).get(0).metrics();
        assertClose(metrics.timeToFirstByte().orElseThrow(), voice);
        assertClose(metrics.modelDuration().orElseThrow(), model);
        assertClose(metrics.timeToFirstToken().orElseThrow(), model / 3);
    }
}
