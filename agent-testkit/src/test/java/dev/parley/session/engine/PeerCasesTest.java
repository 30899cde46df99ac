package dev.parley.session.engine;

import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.session.engine.Cases.assistantMessages;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatMessage;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionOptions;
import dev.parley.session.UserState;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallRecording.Playback;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Cases of Pipecat's tests that concern the caller's side; numbers are those of the map of peers. */
class PeerCasesTest {
    private static final Duration ENDPOINTING = seconds(0.6);
    private static final double STEP = 0.05;
    private static final double DETECTION = 0.2;

    /** A session that is told what a detector and a recogniser report. */
    private static final class Ear {
        private final BareSession session = new BareSession(
                SessionOptions.standard()
                        .withUserAwayTimeout(Duration.ZERO)
                        .withTurns(SessionOptions.standard().turns().withEndpointingDelay(ENDPOINTING)),
                new AgentProfile("agent", "", List.of()));
        private final VirtualClock clock = session.clock;

        private Ear() {
            session.feed(new Stimulus.Started());
            session.feed(new Stimulus.AgentEntered("agent"));
        }

        private List<SessionEvent.UserTurnCommitted> turns() {
            return session.events(SessionEvent.UserTurnCommitted.class);
        }

        /** S: the detector tells of speech, E: of its end; I: an interim transcript, T: a final one. */
        private void hear(char what) {
            Instant now = clock.instant();
            switch (what) {
                case 'S' -> session.feed(new Stimulus.SpeechStarted(now.minus(seconds(STEP))));
                case 'E' -> session.feed(new Stimulus.SpeechEnded(now.minus(seconds(DETECTION))));
                case 'I' -> session.feed(new Stimulus.InterimHeard("so"));
                default -> session.feed(new Stimulus.FinalHeard("so"));
            }
        }
    }

    /** All orders of up to six reports in which speech begins first and is over at last. */
    static Stream<String> orders() {
        List<String> found = new ArrayList<>();
        extend("S", found);
        return found.stream();
    }

    private static void extend(String order, List<String> found) {
        long begun = order.chars().filter(c -> c == 'S').count();
        long ended = order.chars().filter(c -> c == 'E').count();
        if (begun == ended) {
            found.add(order);
        }
        if (order.length() < 6) {
            extend(order + "T", found);
            extend(order + "I", found);
            extend(order + (begun == ended ? "S" : "E"), found);
        }
    }

    /** The rule: one turn if anything was finally understood, at the last end of speech plus the delay; else none. */
    @ParameterizedTest // peers' case 9
    @MethodSource("orders")
    void shouldEndATurnOnceInWhateverOrderItIsReported(String order) {
        Ear ear = new Ear();
        for (int i = 0; i < order.length(); i++) {
            char what = order.charAt(i);
            ear.clock.at(Instant.EPOCH.plus(seconds(1 + i * STEP)), () -> ear.hear(what));
        }
        ear.clock.runUntil(Instant.EPOCH.plusSeconds(60));

        if (order.contains("T")) {
            assertThat(ear.turns()).singleElement().satisfies(turn -> {
                double end = 1 + order.lastIndexOf('E') * STEP - DETECTION;
                assertClose(CallRecording.since(turn.at()), end + 0.6);
            });
        } else {
            assertThat(ear.turns()).isEmpty();
        }
    }

    /** The rule: a final transcript that comes after the delay ends the turn at once, an interim one never does. */
    @ParameterizedTest // peers' case 10
    @CsvSource({"0.1", "0.3", "0.5", "0.9", "2.0", "4.5"})
    void shouldNotWaitLongerThanForTheFinalTranscript(double after) {
        Ear ear = new Ear();
        ear.clock.at(Instant.EPOCH.plusSeconds(1), () -> ear.hear('S'));
        ear.clock.at(Instant.EPOCH.plusSeconds(2), () -> ear.hear('E'));
        ear.clock.at(Instant.EPOCH.plusMillis(2050), () -> ear.hear('I'));
        ear.clock.at(Instant.EPOCH.plus(seconds(2 + after)), () -> ear.hear('T'));
        ear.clock.runUntil(Instant.EPOCH.plusSeconds(60));

        assertThat(ear.turns())
                .singleElement()
                .satisfies(
                        turn -> assertClose(CallRecording.since(turn.at()), Math.max(2 - DETECTION + 0.6, 2 + after)));
    }

    @Test // peers' case 11
    void shouldTellOfATurnThatBeganAndEndedWithoutATranscript() {
        CallRecording call = CallScript.create()
                .options(options -> options.withTranscriptionTimeout(seconds(5)))
                .userSpeaks(seconds(1), seconds(3), "")
                .run();

        assertThat(call.events(SessionEvent.UserStateChanged.class))
                .extracting(SessionEvent.UserStateChanged::newState)
                .containsExactly(UserState.SPEAKING, UserState.LISTENING);
        assertThat(call.events(SessionEvent.UserTranscriptionTimeout.class))
                .singleElement()
                .satisfies(event -> assertClose(CallRecording.since(event.at()), 8));
        assertThat(call.events(SessionEvent.UserTurnCommitted.class)).isEmpty();
    }

    @Test // peers' case 13
    void shouldCommitWhatWasHeardBeforeAnInterruptionAndWhatFollowsIt() {
        String text = "Hello there, and welcome to all of you.";
        CallRecording call = CallScript.create()
                .userSpeaks(seconds(0.5), seconds(1.5), "Hi.")
                .modelAnswers("Hi.", ScriptedReply.of(text))
                .voiceSpeaks(text, ScriptedVoice.of(seconds(8)))
                .userSpeaks(seconds(3.0), seconds(4.0), "Sorry?")
                .modelAnswers("Sorry?", ScriptedReply.of("Hello there!"))
                .run();

        assertThat(assistantMessages(call)).hasSize(2);
        ChatMessage first = assistantMessages(call).get(0);
        assertThat(first.interrupted()).isTrue();
        assertThat(text).startsWith(first.text());
        assertThat(first.text()).isNotEmpty();
        assertThat(assistantMessages(call).get(1).text()).isEqualTo("Hello there!");
        assertThat(assistantMessages(call).get(1).interrupted()).isFalse();
        assertThat(call.playbacks()).extracting(Playback::interrupted).containsExactly(true, false);
    }
}
