package dev.parley.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.realtime.script.Fault;
import dev.parley.testkit.realtime.script.FaultKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A session with OpenAI's model on the fake service, on virtual time, through every fault that the fake has: each kind at
 * each event, then by chance. By the same seed the same call.
 */
class FaultyCallTest {
    private static final int CALLS = Integer.getInteger("parley.calls", 500);
    private static final long FIRST_SEED = Long.getLong("parley.seed", 0);
    private static final Duration HOUR = Duration.ofHours(1);

    private static final List<String> CLIENT_EVENTS = List.of(
            "session.update",
            "input_audio_buffer.append",
            "conversation.item.create",
            "conversation.item.truncate",
            "response.create",
            "response.cancel");

    private static final List<String> SERVER_EVENTS = List.of(
            "session.created",
            "session.updated",
            "input_audio_buffer.speech_started",
            "input_audio_buffer.speech_stopped",
            "input_audio_buffer.committed",
            "conversation.item.added",
            "conversation.item.done",
            "conversation.item.input_audio_transcription.delta",
            "conversation.item.input_audio_transcription.completed",
            "response.created",
            "rate_limits.updated",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_audio_transcript.delta",
            "response.output_audio.delta",
            "response.output_audio.done",
            "response.output_audio_transcript.done",
            "response.content_part.done",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "response.output_item.done",
            "response.done");

    private static final List<FaultKind> KINDS = List.of(
            new FaultKind.Drop(),
            new FaultKind.Close(1011, "internal error"),
            new FaultKind.Stall(Duration.ofSeconds(2)),
            new FaultKind.Stall(Duration.ofSeconds(20)),
            new FaultKind.HalfOpen(),
            new FaultKind.Malformed(),
            new FaultKind.Late(Duration.ofMillis(300)),
            new FaultKind.Late(Duration.ofSeconds(8)),
            new FaultKind.Duplicated(),
            new FaultKind.OutOfOrder());

    static Stream<Arguments> everyFaultAtEveryEvent() {
        return Stream.concat(CLIENT_EVENTS.stream(), SERVER_EVENTS.stream())
                .flatMap(event -> KINDS.stream()
                        .filter(kind -> !kind.changesAnEvent() || SERVER_EVENTS.contains(event))
                        .map(kind -> Arguments.of(event, kind)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("everyFaultAtEveryEvent")
    void shouldGoOnAfterThisFaultAtThisEvent(String event, FaultKind kind) {
        for (int occurrence : List.of(1, 2, 7)) {
            Fault fault = Fault.at(event, kind).atOccurrence(occurrence).onConnection(1);
            String name = kind + " at " + event + " " + occurrence;
            new FaultyCall(name, new Random(occurrence), List.of(fault), HOUR)
                    .play()
                    .check();
        }
    }

    /** What the caller has said once need not be said again: it is understood or heard anew, and answered. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "input_audio_buffer.speech_started",
                "input_audio_buffer.speech_stopped",
                "input_audio_buffer.committed",
                "conversation.item.added",
                "conversation.item.input_audio_transcription.delta",
                "conversation.item.input_audio_transcription.completed",
                "response.created",
                "response.output_item.added",
                "response.output_audio.delta",
                "response.function_call_arguments.done",
                "response.done"
            })
    void shouldAnswerATurnInWhichTheConnectionBroke(String event) {
        for (FaultKind kind : List.of(new FaultKind.Drop(), new FaultKind.HalfOpen())) {
            if (kind instanceof FaultKind.HalfOpen && event.equals("input_audio_buffer.speech_started")) {
                continue; // nobody knows that there is a turn, for longer than audio is kept
            }
            FaultyCall call = new FaultyCall(
                    kind + " at " + event,
                    new Random(1),
                    List.of(Fault.at(event, kind).onConnection(1)),
                    HOUR);
            call.askOnce(Duration.ofMillis(1500));
            call.check();
        }
    }

    @Test
    void shouldKeepItsRulesInEveryCall() {
        int reconnected = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + CALLS; seed++) {
            Random random = new Random(seed);
            Duration session = random.nextInt(4) == 0 ? Duration.ofSeconds(20 + random.nextInt(30)) : HOUR;
            FaultyCall call = new FaultyCall("seed " + seed, random, faults(random), session).play();
            call.check();
            reconnected += call.connections() - 1;
        }
        assertThat(reconnected).as("faults that cost a connection").isGreaterThan(CALLS / 2);
    }

    private static List<Fault> faults(Random random) {
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(5); i++) {
            FaultKind kind = KINDS.get(random.nextInt(KINDS.size()));
            List<String> events = kind.changesAnEvent() || random.nextInt(3) > 0 ? SERVER_EVENTS : CLIENT_EVENTS;
            faults.add(Fault.at(events.get(random.nextInt(events.size())), kind)
                    .atOccurrence(1 + random.nextInt(random.nextInt(4) == 0 ? 40 : 2))
                    .onConnection(1 + random.nextInt(1 + random.nextInt(3))));
        }
        return faults;
    }
}
