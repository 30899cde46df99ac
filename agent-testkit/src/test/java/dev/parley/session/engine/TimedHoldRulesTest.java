package dev.parley.session.engine;

import static dev.parley.session.engine.Cases.STORY;
import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.session.engine.Cases.interruption;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.room.Participant;
import dev.parley.session.AgentState;
import dev.parley.session.SessionEvent;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallRecording.Playback;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Timed cases of speeches that are held back, paused or not yet to be interrupted: their rules with other times. */
class TimedHoldRulesTest {
    /** How long a silence lasts before it is noticed, in {@link Delays#call}. */
    private static final double NOTICED = 0.3;

    static LongStream seeds() {
        return LongStream.range(1, 41);
    }

    @ParameterizedTest // case 13
    @MethodSource("seeds")
    void shouldNeverBeginAReplyThatATurnReplaces(long seed) {
        Delays d = new Delays(seed);
        double from = d.turn() + d.between(0.05, 2);
        double to = from + d.between(0.1, 2);
        CallRecording call = d.call()
                .turns(interruption(options -> options.withFalseInterruptionTimeout(seconds(2))))
                .modelAnswers("Tell me a story.", ScriptedReply.of(STORY).timed(seconds(2), seconds(3)))
                .userSpeaks(seconds(from), seconds(to), "Stop!")
                .run();

        assertThat(call.agentStates()).extracting(CallRecording.StateAt::state).doesNotContain(AgentState.SPEAKING);
        assertThat(call.events(SessionEvent.SpeechFinished.class).get(0)).satisfies(speech -> {
            assertThat(speech.interrupted()).isTrue();
            assertThat(speech.played()).isEqualTo(Duration.ZERO);
            assertClose(CallRecording.since(speech.at()), to + d.stt); // as soon as it is known that something was said
        });
        assertThat(call.chat().messages()).extracting(ChatMessage::role).containsExactly(ChatRole.USER, ChatRole.USER);
    }

    /**
     * The rule: what would begin in a noise begins when its end is noticed; after one that was long enough to interrupt, only
     * when the timeout of false interruptions is over too.
     */
    @ParameterizedTest // case 14
    @MethodSource("seeds")
    void shouldBeginWhenTheVoiceIsThereAndTheNoiseIsOver(long seed) {
        Delays d = new Delays(seed);
        double from = d.turn() + d.between(0, 1);
        double length = d.between(0.1, 1);
        double timeout = d.between(0.1, 2);
        CallRecording call = d.call()
                .turns(interruption(options -> options.withFalseInterruptionTimeout(seconds(timeout))))
                .modelAnswers("Tell me a story.", ScriptedReply.of(STORY).timed(seconds(1), seconds(1.2)))
                .userSpeaks(seconds(from), seconds(from + length), "")
                .run();

        double ready = d.turn() + 1.2 + d.voice;
        double released = from + length + NOTICED + (length > 0.499 ? timeout : 0);
        double speaks = Math.max(ready, released);
        assertThat(call.playbacks()).singleElement().satisfies(playback -> {
            assertClose(playback.started(), speaks);
            assertThat(playback.position()).isEqualTo(seconds(d.audio));
        });
    }

    /** The rule: the first moment at which the caller still speaks, has for long enough, and the warm-up is over; else the turn. */
    @ParameterizedTest // case 15
    @MethodSource("seeds")
    void shouldNotInterruptBeforeTheEchoCancellerHasLearnt(long seed) {
        Delays d = new Delays(seed);
        double warmup = d.between(0, 6);
        double from = d.speaks() + d.between(0.2, 3);
        double to = from + d.between(0.55, 3);
        CallRecording call = d.call()
                .turns(interruption(options -> options.withAecWarmup(seconds(warmup))))
                .userSpeaks(seconds(from), seconds(to), "Stop!")
                .run();

        assertCut(call, cut(d, warmup, from, to));
    }

    private static double cut(Delays d, double warmup, double from, double to) {
        double due = Math.max(from + 0.5, d.speaks() + warmup);
        return due < to + NOTICED - 0.001 ? due : to + Math.max(d.endpointing, d.stt);
    }

    private static void assertCut(CallRecording call, double at) {
        assertThat(call.playbacks().get(0).interrupted()).isTrue();
        assertClose(call.playbacks().get(0).ended(), at);
    }

    /** Somebody in a room. */
    private record Guest(Kind kind, Map<String, String> attributes) implements Participant {
        static Guest of(String line) {
            return switch (line) {
                case "outbound" -> new Guest(Kind.SIP, Map.of("sip.phoneNumber", "+1"));
                case "inbound" -> new Guest(Kind.SIP, Map.of("sip.ruleID", "SDR_1"));
                default -> new Guest(Kind.STANDARD, Map.of());
            };
        }

        @Override
        public String identity() {
            return "guest";
        }

        @Override
        public String name() {
            return "";
        }
    }

    /** A call whose agent speaks from 3.2 on, whoever is told to be the caller at that time. */
    private static CallScript callOf(String line, Optional<Double> explicit, double linkedAt) {
        return Cases.story(10)
                .turns(interruption(options -> new dev.parley.turn.InterruptionOptions(
                        true, options.minDuration(), 0, explicit.map(d -> seconds(d)), Duration.ZERO, true)))
                .hostDoes(
                        seconds(linkedAt),
                        session -> session.callerLinked(Guest.of(line).line()))
                .userSpeaks(seconds(4.0), seconds(5.0), "Stop!");
    }

    @ParameterizedTest // case 16
    @CsvSource({"outbound, 4.5", "inbound, 5.5", "standard, 5.5"})
    void shouldWarmUpByTheCallersLine(String line, double cut) {
        assertCut(callOf(line, Optional.empty(), 0.1).run(), cut);
    }

    @ParameterizedTest // case 16: what is set always wins
    @CsvSource({"outbound, 3.0, 5.5", "inbound, 0, 4.5", "standard, 0, 4.5", "outbound, 1.9, 5.1"})
    void shouldWarmUpAsItIsToldWhateverTheLine(String line, double explicit, double cut) {
        assertCut(callOf(line, Optional.of(explicit), 0.1).run(), cut);
    }

    /** The rule: as soon as it is known that the line has no echo, what is said long enough interrupts at once. */
    @ParameterizedTest // case 16: a running warm-up is cancelled
    @CsvSource({"3.3, 4.5", "4.4, 4.5", "4.7, 4.7", "4.95, 4.95"})
    void shouldCancelARunningWarmUpOnAnOutboundPhone(double linked, double cut) {
        CallRecording call = callOf("outbound", Optional.empty(), linked).run();

        assertCut(call, cut);
        assertThat(call.effects())
                .extracting(CallRecording.TimedEffect::effect)
                .contains(new Effect.CancelTimer(Timer.AEC_WARMUP));
    }

    /** The rule: the second caller's echo canceller learns from the agent's next sound on, if the first one's has learnt. */
    @ParameterizedTest
    @CsvSource({"20, 31.5", "2, 31"})
    void shouldWarmUpAnewForAnotherCaller(double linked, double cut) {
        CallRecording call = callOf("standard", Optional.empty(), 0.1)
                .hostDoes(
                        seconds(linked),
                        session -> session.callerLinked(Guest.of("standard").line()))
                .userTypes(seconds(29.2), "Tell me a story.")
                .userSpeaks(seconds(30.5), seconds(31.5 - 0.5), "Stop!")
                .run();

        assertThat(call.playbacks().get(1).interrupted()).isTrue();
        assertClose(call.playbacks().get(1).ended(), cut);
    }

    /** The rule: a pause takes nothing of the speech and tells of no new playback; what is not heard is not counted. */
    @ParameterizedTest // case 20
    @MethodSource("seeds")
    void shouldCountOnlyWhatWasHeardBetweenPauses(long seed) {
        Delays d = new Delays(seed);
        double timeout = d.between(0.05, 1.5);
        double noise = d.speaks() + d.between(0.2, 1.5);
        double length = d.between(0.55, 1.5);
        double resumed = noise + length + NOTICED + timeout;
        double stop = resumed + d.between(0.2, 2);
        CallRecording call = d.call()
                .turns(interruption(options -> options.withFalseInterruptionTimeout(seconds(timeout))))
                .userSpeaks(seconds(noise), seconds(noise + length), "")
                .userSpeaks(seconds(stop), seconds(stop + 1), "Stop!")
                .run();

        Playback playback = call.playbacks().get(0);
        assertThat(call.events(SessionEvent.MetricsCollected.class)).hasSize(1);
        assertThat(playback.interrupted()).isTrue();
        assertClose(playback.started(), d.speaks());
        double paused = NOTICED + timeout; // a transcript that comes later cuts only as a turn
        double goneOn = d.stt > paused ? Math.max(d.endpointing, d.stt) - paused : 0;
        assertClose(playback.position(), noise + 0.5 - d.speaks() + stop + 0.5 - resumed + goneOn);
        assertThat(Cases.assistantMessages(call).get(0).text()).isEqualTo(playback.heard());
    }
}
