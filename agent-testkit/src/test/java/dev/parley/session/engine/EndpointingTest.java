package dev.parley.session.engine;

import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatMessage;
import dev.parley.session.SessionEvent;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.turn.EndpointingOptions;
import dev.parley.turn.PreemptiveGeneration;
import dev.parley.turn.TurnDetection;
import dev.parley.turn.TurnDetector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a turn is over, by LiveKit Agents' rules (reference: end of turn, text detector, dynamic endpointing). */
class EndpointingTest {
    private final List<ChatContext> asked = new ArrayList<>();

    static LongStream seeds() {
        return LongStream.range(1, 41);
    }

    /** Says so probably that the turn is over; knows one language or, by the empty threshold, none. */
    private TurnDetector detector(OptionalDouble threshold, ToDoubleFunction<String> probability) {
        return new TurnDetector() {
            @Override
            public String name() {
                return "test/detector";
            }

            @Override
            public OptionalDouble unlikelyThreshold(Optional<String> language) {
                return threshold;
            }

            @Override
            public CompletionStage<Double> predictEndOfTurn(ChatContext context) {
                asked.add(context);
                double answer = probability.applyAsDouble(
                        context.messages().get(context.messages().size() - 1).text());
                return Double.isNaN(answer)
                        ? CompletableFuture.failedStage(new IllegalStateException("no weights"))
                        : CompletableFuture.completedStage(answer);
            }
        };
    }

    private static List<Duration> turnTimes(CallRecording call) {
        return call.events(SessionEvent.UserTurnCommitted.class).stream()
                .map(turn -> CallRecording.since(turn.at()))
                .toList();
    }

    private static List<String> turns(CallRecording call) {
        return call.events(SessionEvent.UserTurnCommitted.class).stream()
                .map(SessionEvent.UserTurnCommitted::transcript)
                .toList();
    }

    private static List<SessionEvent.ErrorOccurred> errors(CallRecording call) {
        return call.events(SessionEvent.ErrorOccurred.class);
    }

    /** One draw of a detector's answer; its time is never that of something else. */
    private static final class Answer {
        final double max;
        final double timeout;
        final double takes;
        final double probability;
        final double threshold;

        Answer(Delays d) {
            max = d.endpointing + d.between(0.2, 3);
            timeout = d.between(0.2, 1.5);
            takes = d.between(0.01, 2) + 0.005;
            probability = d.between(0, 1);
            threshold = d.between(0.2, 0.6) + 0.001;
        }

        CallScript in(CallScript script, TurnDetector detector) {
            return script.turns(turns -> turns.withEndpointing(turns.endpointing()
                            .withDelays(turns.endpointing().minDelay(), seconds(max))
                            .withPredictionTimeout(seconds(timeout))))
                    .turnDetector(detector, seconds(takes));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldWaitForAnUnfinishedSentenceAndForTheDetectorsAnswer(long seed) {
        Delays d = new Delays(seed);
        Answer answer = new Answer(d);
        CallRecording call = answer.in(
                        d.call(), detector(OptionalDouble.of(answer.threshold), text -> answer.probability))
                .run();

        double transcribed = d.spoken + d.stt;
        double answered = transcribed + answer.takes;
        double leastEnd = Math.max(d.spoken + d.endpointing, transcribed);
        double givenUp = Math.max(leastEnd, transcribed + answer.timeout);
        boolean inTime = answered <= givenUp;
        boolean goesOn = inTime && answer.probability < answer.threshold;
        double end = !inTime ? givenUp : Math.max(answered, goesOn ? d.spoken + answer.max : leastEnd);
        assertThat(turnTimes(call)).hasSize(1);
        assertClose(turnTimes(call).get(0), end);
        assertThat(errors(call)).hasSize(inTime ? 0 : 1).allSatisfy(error -> {
            assertThat(error.source()).isEqualTo("turn_detector");
            assertThat(error.recoverable()).isTrue();
            assertThat(error.message()).startsWith("not answered (expected: within ");
        });
    }

    /** What the detector took for unfinished is finished by the second utterance, about which it is asked anew. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldTakeTwoUtterancesForOneTurnIfTheFirstIsUnfinished(long seed) {
        Delays d = new Delays(seed);
        double max = d.endpointing + 2;
        double takes = d.between(0.01, 0.9);
        double again = d.spoken + d.between(0.35, max - 0.1);
        double end = again + d.between(0.3, 2);
        CallRecording call = d.call()
                .turns(turns ->
                        turns.withEndpointing(turns.endpointing().withDelays(seconds(d.endpointing), seconds(max))))
                .turnDetector(
                        detector(OptionalDouble.of(0.5), text -> text.endsWith("now.") ? 0.9 : 0.1), seconds(takes))
                .userSpeaks(seconds(again), seconds(end), "Right now.")
                .run();

        assertThat(turns(call)).containsExactly("Tell me a story. Right now.");
        assertClose(turnTimes(call).get(0), end + Math.max(d.endpointing, d.stt + takes));
    }

    @Test
    void shouldTellTheDetectorTheLastSixMessagesAndTheTurnSoFar() {
        CallScript script =
                CallScript.create().turnDetector(detector(OptionalDouble.of(0.5), text -> 1), Duration.ZERO);
        for (int i = 1; i <= 5; i++) {
            script.userTypes(seconds(i * 10), "question " + i)
                    .modelAnswers("question " + i, ScriptedReply.of("Answer " + i + "."));
        }
        CallRecording call =
                script.userSpeaks(seconds(60), seconds(61), "one more").run();

        assertThat(turns(call)).containsExactly("one more");
        assertThat(asked).hasSize(1);
        assertThat(asked.get(0).messages())
                .extracting(ChatMessage::text)
                .containsExactly("Answer 3.", "question 4", "Answer 4.", "question 5", "Answer 5.", "one more");
        assertThat(turns(call)).contains("one more");
    }

    @Test
    void shouldEndATurnBySilenceInALanguageThatTheDetectorDoesNotKnow() {
        CallRecording call = Cases.greeting()
                .turnDetector(detector(OptionalDouble.empty(), text -> 0), Duration.ZERO)
                .run();

        assertThat(asked).isEmpty();
        assertClose(turnTimes(call).get(0), 3.0);
        assertThat(errors(call)).isEmpty();
    }

    @Test
    void shouldEndATurnBySilenceIfTheDetectorFails() {
        CallRecording call = Cases.greeting()
                .turnDetector(detector(OptionalDouble.of(0.5), text -> Double.NaN), seconds(0.1))
                .run();

        assertClose(turnTimes(call).get(0), 3.0);
        assertThat(errors(call)).singleElement().satisfies(error -> {
            assertThat(error.source()).isEqualTo("turn_detector");
            assertThat(error.recoverable()).isTrue();
            assertThat(error.message()).contains("no weights");
        });
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.5, -0.1})
    void shouldEndATurnBySilenceIfTheDetectorsAnswerIsNoProbability(double answer) {
        CallRecording call = Cases.greeting()
                .turnDetector(detector(OptionalDouble.of(0.5), text -> answer), seconds(0.1))
                .run();

        assertClose(turnTimes(call).get(0), 3.0);
        assertThat(errors(call))
                .singleElement()
                .satisfies(error -> assertThat(error.message())
                        .isEqualTo("test/detector: probability: " + answer + " (expected: 0 to 1)"));
    }

    @Test
    void shouldEndATurnBySilenceIfTheDetectorThrows() {
        TurnDetector broken = detector(OptionalDouble.of(0.5), text -> {
            throw new IllegalStateException("no weights");
        });
        CallRecording call = Cases.greeting().turnDetector(broken, seconds(0.1)).run();

        assertClose(turnTimes(call).get(0), 3.0);
        assertThat(errors(call))
                .singleElement()
                .satisfies(error -> assertThat(error.message()).isEqualTo("test/detector: no weights"));
    }

    @ParameterizedTest
    @CsvSource({"0.1, 0", "60, 1"})
    void shouldCallOffAQuestionThatATurnHasNotWaitedFor(double takes, int calledOff) {
        CallRecording call = Cases.greeting()
                .turnDetector(detector(OptionalDouble.of(0.5), text -> 1), seconds(takes))
                .run();

        assertThat(turnTimes(call)).hasSize(1);
        assertThat(Agents.times(call, Effect.CancelPrediction.class))
                .hasSize(calledOff)
                .isSubsetOf(turnTimes(call));
    }

    @Test
    void shouldNotAskTheDetectorWhereTheHostEndsTurns() {
        Cases.greeting()
                .turns(turns -> turns.withDetection(TurnDetection.MANUAL))
                .turnDetector(detector(OptionalDouble.of(0.5), text -> 1), Duration.ZERO)
                .hostCommits(seconds(4))
                .run();

        assertThat(asked).isEmpty();
    }

    /** The caller's pauses are longer than the delay, so each utterance is a turn, and each next one is given more time. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldGiveACallerMoreTimeWhosePausesAreLong(long seed) {
        Delays d = new Delays(seed);
        double alpha = d.between(0.3, 0.95);
        double max = d.endpointing + 2;
        CallScript script = dynamic(d, alpha, max).modelAnswers("Tell me a story.", ScriptedReply.nothing());
        double delay = d.endpointing;
        double end = d.spoken;
        List<Double> expected = new ArrayList<>(List.of(d.turn()));
        for (int i = 0; i < 4; i++) {
            double from = Math.max(end + delay, end + d.stt) + d.between(0.1, 0.5);
            double pause = from - end;
            if (pause <= max) {
                delay = Math.min(max, Math.max(d.endpointing, alpha * delay + (1 - alpha) * pause));
            }
            end = from + d.between(0.6, 1.5);
            script.userSpeaks(seconds(from), seconds(end), "And then?");
            expected.add(end + Math.max(delay, d.stt));
        }
        CallRecording call = script.run();

        assertThat(turnTimes(call)).hasSize(5);
        for (int i = 0; i < 5; i++) {
            assertClose(turnTimes(call).get(i), expected.get(i));
        }
    }

    /** Who cuts in at most the least delay after the agent began was not done; who does so later was. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldGiveACallerMoreTimeWhomTheAgentHasCutShort(long seed) {
        Delays d = new Delays(seed);
        double alpha = d.between(0.3, 0.95);
        double max = d.endpointing + 2;
        double late = d.between(0.06, 2 * d.endpointing) + 0.001;
        double from = d.speaks() + late;
        double end = from + d.between(0.7, 2);
        CallRecording call = dynamic(d, alpha, max)
                .modelAnswers("Stop!", ScriptedReply.nothing())
                .userSpeaks(seconds(from), seconds(end), "Stop!")
                .run();

        boolean cutShort = late <= d.endpointing && d.speaks() - d.spoken <= max;
        double pause = from - d.spoken;
        double delay = cutShort ? Math.min(max, alpha * d.endpointing + (1 - alpha) * pause) : d.endpointing;
        assertThat(call.playbacks().get(0).interrupted()).isTrue();
        assertClose(turnTimes(call).get(1), end + Math.max(delay, d.stt));
    }

    private static CallScript dynamic(Delays d, double alpha, double max) {
        return d.call()
                .turns(turns -> turns.withPreemptive(PreemptiveGeneration.off())
                        .withEndpointing(EndpointingOptions.standard()
                                .dynamic()
                                .withDelays(seconds(d.endpointing), seconds(max))
                                .withAlpha(alpha)))
                .voiceSpeaks(Cases.STORY, ScriptedVoice.of(seconds(d.audio)).timed(seconds(d.voice), seconds(d.voice)));
    }
}
