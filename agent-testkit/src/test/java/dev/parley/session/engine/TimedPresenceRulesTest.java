package dev.parley.session.engine;

import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.SessionEvent;
import dev.parley.session.UserState;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallRecording.StateAt;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.turn.TurnDetection;
import dev.parley.turn.UserTurnLimit;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Timed cases of a caller who is away, not understood or never done: their rules with other times. */
class TimedPresenceRulesTest {
    private static final double NOTICED = 0.3;

    static LongStream seeds() {
        return LongStream.range(1, 41);
    }

    /** The rule: away counts from the last sign, be it the noticed silence or a final transcript, whether it is a turn or not. */
    @ParameterizedTest // case 23
    @MethodSource("seeds")
    void shouldExpectTheCallerToBeAwayLaterAfterAFinalTranscript(long seed) {
        Delays d = new Delays(seed);
        boolean turns = seed % 2 == 0;
        double away = d.between(1.5, 9);
        CallRecording call = d.call()
                .options(options -> options.withUserAwayTimeout(seconds(away)))
                .turns(options -> turns ? options : options.withDetection(TurnDetection.MANUAL))
                .modelAnswers("Tell me a story.", ScriptedReply.nothing())
                .run();

        double last = turns ? d.turn() : Math.max(d.spoken + NOTICED, d.spoken + d.stt);
        StateAt<UserState> state = Cases.userStates(call).get(2);
        assertThat(state.state()).isEqualTo(UserState.AWAY);
        assertClose(state.at(), last + away);
    }

    /** The rule: an interim transcript is no sign. */
    @ParameterizedTest // case 23: not an interim one
    @MethodSource("seeds")
    void shouldNotWaitLongerForACallerOfWhomOnlyAnInterimTranscriptCame(long seed) {
        Delays d = new Delays(seed);
        double away = d.between(0.5, 9);
        CallRecording call = CallScript.create()
                .options(options -> options.withUserAwayTimeout(seconds(away)))
                .transcriptDelay(seconds(400))
                .userSpeaks(seconds(0.5), seconds(d.spoken), "Hello")
                .hostCloses(seconds(60))
                .run();

        assertClose(Cases.userStates(call).get(2).at(), d.spoken + 0.5 + away);
    }

    /** The rule: the end of the last burst plus the timeout, not before that end is noticed; the speech of all bursts. */
    @ParameterizedTest // case 24
    @MethodSource("seeds")
    void shouldTellOnceOfSpeechThatNobodyUnderstood(long seed) {
        Delays d = new Delays(seed);
        double timeout = d.between(0.05, 3);
        int bursts = 1 + (int) (seed % 3);
        CallScript script = CallScript.create()
                .detection(seconds(0.05), seconds(NOTICED))
                .options(options -> options.withTranscriptionTimeout(seconds(timeout)));
        double time = 1;
        double spoken = 0;
        for (int i = 0; i < bursts; i++) {
            double length = d.between(0.2, 2);
            script.userSpeaks(seconds(time), seconds(time + length), "");
            spoken += length;
            time += length + (i + 1 < bursts ? Math.min(timeout, NOTICED) * 0.6 : 0);
        }
        CallRecording call = script.run();

        double end = time;
        double all = spoken;
        assertThat(call.events(SessionEvent.UserTranscriptionTimeout.class))
                .singleElement()
                .satisfies(event -> {
                    assertClose(CallRecording.since(event.at()), end + Math.max(timeout, NOTICED));
                    assertClose(event.speechDuration(), bursts == 1 ? all : end - 1);
                    assertThat(CallRecording.since(event.speechStartedAt())).isEqualTo(seconds(1));
                });
    }

    /** The rule: bursts apart are added up without the silence between them. */
    @ParameterizedTest // case 24: two bursts
    @MethodSource("seeds")
    void shouldAddUpBurstsWithoutTheSilenceBetweenThem(long seed) {
        Delays d = new Delays(seed);
        double one = d.between(0.2, 2);
        double gap = d.between(0.4, 1);
        double other = d.between(0.2, 2);
        double timeout = gap + d.between(0.1, 2);
        CallRecording call = CallScript.create()
                .detection(seconds(0.05), seconds(NOTICED))
                .options(options -> options.withTranscriptionTimeout(seconds(timeout)))
                .userSpeaks(seconds(1), seconds(1 + one), "")
                .userSpeaks(seconds(1 + one + gap), seconds(1 + one + gap + other), "")
                .run();

        assertThat(call.events(SessionEvent.UserTranscriptionTimeout.class))
                .singleElement()
                .satisfies(event -> {
                    assertClose(CallRecording.since(event.at()), 1 + one + gap + other + timeout);
                    assertClose(event.speechDuration(), one + other);
                });
    }

    /** The rule: the final transcript that reaches the limit, as soon as the caller goes on and no turn is about to end. */
    @ParameterizedTest // case 25
    @MethodSource("seeds")
    void shouldCutInWhenTheWordsReachTheLimit(long seed) {
        Delays d = new Delays(seed);
        int most = 3 + (int) (seed % 9);
        int each = 1 + (int) (seed % 4);
        double length = d.between(0.3, 1);
        CallScript script = monologue(new UserTurnLimit(most, Duration.ZERO));
        for (int i = 0; i < 20; i++) {
            double from = i * (length + 0.1);
            script.userSpeaks(
                    seconds(from), seconds(from + length), "word ".repeat(each).strip());
        }
        CallRecording call = script.hostCloses(seconds(20 * (length + 0.1))).run();

        int utterances = IntStream.iterate(1, n -> n + 1)
                .filter(n -> n * each >= most)
                .findFirst()
                .orElseThrow();
        SessionEvent.UserTurnExceeded first =
                call.events(SessionEvent.UserTurnExceeded.class).get(0);
        assertThat(first.accumulatedWordCount()).isEqualTo(utterances * each);
        assertClose(CallRecording.since(first.at()), utterances * (length + 0.1) - 0.1 + 0.05);
    }

    /** The rule: the first final transcript that comes this long after the caller began. */
    @ParameterizedTest // case 25: by time
    @MethodSource("seeds")
    void shouldCutInWhenTheTimeReachesTheLimit(long seed) {
        Delays d = new Delays(seed);
        double most = d.between(0.5, 6);
        double length = d.between(0.3, 1);
        CallScript script = monologue(new UserTurnLimit(0, seconds(most)));
        for (int i = 0; i < 30; i++) {
            double from = 1 + i * (length + 0.1);
            script.userSpeaks(seconds(from), seconds(from + length), "well");
        }
        CallRecording call = script.hostCloses(seconds(30 * (length + 0.1))).run();

        Optional<Double> expected = IntStream.range(1, 31)
                .mapToObj(n -> 1 + n * (length + 0.1) - 0.1 + 0.05)
                .filter(transcribed -> transcribed - 1 >= most - 1e-9)
                .findFirst();
        SessionEvent.UserTurnExceeded first =
                call.events(SessionEvent.UserTurnExceeded.class).get(0);
        assertClose(CallRecording.since(first.at()), expected.orElseThrow());
    }

    private static CallScript monologue(UserTurnLimit limit) {
        return CallScript.create()
                .turns(turns -> turns.withUserTurnLimit(limit))
                .transcriptDelay(seconds(0.05))
                .modelAnswers("Cut in.", ScriptedReply.of("May I say something?"))
                .voiceSpeaks("May I say something?", ScriptedVoice.of(seconds(1)));
    }
}
