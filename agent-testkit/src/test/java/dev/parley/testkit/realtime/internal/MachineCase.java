package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.testkit.VirtualClock;
import dev.parley.testkit.live.Hum;
import dev.parley.testkit.live.LiveScript;
import dev.parley.testkit.realtime.script.Delivery;
import dev.parley.testkit.realtime.script.FakeReply;
import dev.parley.testkit.realtime.script.RealtimeTurn;
import dev.parley.testkit.realtime.script.ServiceLimits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * A connection on virtual time. Replies come at once, speech is a hum of a second per part after 50 ms of synthesis, any
 * sound is speech and the next of the expected words.
 */
final class MachineCase {
    static final String LOUD_SECOND = base64(Hum.frame(AudioFormat.REALTIME, Duration.ofSeconds(1)));
    static final String SILENT_SECOND = base64(AudioFrame.silence(Duration.ofSeconds(1), AudioFormat.REALTIME));

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SYNTHESIS = Duration.ofMillis(50);

    private final VirtualClock clock = new VirtualClock();
    private final RealtimeMachine machine;
    private final List<ObjectNode> sent = new ArrayList<>();
    private final List<RealtimeTurn> turns = new ArrayList<>();
    private final Map<Alarm, VirtualClock.Action> alarms = new HashMap<>();
    private final Queue<FakeReply> replies = new ArrayDeque<>();
    private final Queue<String> words = new ArrayDeque<>();
    private Duration recognition = Duration.ZERO;
    private Optional<Effect.Close> closed = Optional.empty();
    private int seen;

    private MachineCase(MachineParts parts) {
        machine = RealtimeMachine.create(parts, clock.instant());
        step(new Stimulus.Opened());
    }

    static MachineCase open() {
        return open(Delivery.burst(), ServiceLimits.standard());
    }

    static MachineCase open(Delivery delivery, ServiceLimits limits) {
        return new MachineCase(parts(delivery, limits, false));
    }

    static MachineCase transcribing() {
        return new MachineCase(parts(Delivery.burst(), ServiceLimits.standard(), true));
    }

    private static MachineParts parts(Delivery delivery, ServiceLimits limits, boolean transcribing) {
        return new MachineParts(
                1,
                "gpt-realtime",
                transcribing,
                JsonNodeFactory.instance.objectNode(),
                settings -> LiveScript.create().models().vad(),
                delivery,
                limits,
                new RateLimits(limits));
    }

    static String base64(AudioFrame audio) {
        return Base64.getEncoder().encodeToString(audio.toByteArray());
    }

    MachineCase replies(FakeReply... next) {
        replies.addAll(Arrays.asList(next));
        return this;
    }

    MachineCase userSays(String text) {
        words.add(text);
        return this;
    }

    MachineCase recognitionTakes(Duration time) {
        recognition = time;
        return this;
    }

    /** Sends an event of the client's; single quotes stand for double ones. */
    MachineCase client(String json) {
        try {
            step(new Stimulus.ClientEvent(JSON.readTree(json.replace('\'', '"'))));
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(json, malformed);
        }
        return this;
    }

    MachineCase append(String base64) {
        return client("{'type':'input_audio_buffer.append','audio':'" + base64 + "'}");
    }

    MachineCase runFor(Duration time) {
        clock.runUntil(clock.instant().plus(time));
        return this;
    }

    private void step(Stimulus stimulus) {
        machine.accept(stimulus, clock.instant()).forEach(this::carryOut);
    }

    private void carryOut(Effect effect) {
        if (effect instanceof Effect.Send send) {
            sent.add(send.event());
        } else if (effect instanceof Effect.SetAlarm set) {
            clear(set.alarm());
            alarms.put(set.alarm(), clock.after(set.delay(), () -> step(new Stimulus.AlarmRang(set.alarm()))));
        } else if (effect instanceof Effect.ClearAlarm clear) {
            clear(clear.alarm());
        } else if (effect instanceof Effect.Answer answer) {
            turns.add(answer.turn());
            FakeReply reply = replies.isEmpty() ? FakeReply.nothing() : replies.remove();
            clock.after(Duration.ZERO, () -> step(new Stimulus.Answered(answer.responseId(), reply)));
        } else if (effect instanceof Effect.Speak speak) {
            AudioFrame second = Hum.frame(AudioFormat.WIDEBAND, Duration.ofSeconds(1));
            clock.after(SYNTHESIS, () -> step(new Stimulus.Spoken(speak.responseId(), speak.part(), second)));
        } else if (effect instanceof Effect.Hear hear) {
            Stimulus result = words.isEmpty()
                    ? new Stimulus.HearingFailed(hear.itemId(), "nothing expected")
                    : new Stimulus.Heard(hear.itemId(), words.remove());
            clock.after(recognition, () -> step(result));
        } else if (effect instanceof Effect.Close close) {
            closed = Optional.of(close);
        }
    }

    private void clear(Alarm alarm) {
        Optional.ofNullable(alarms.remove(alarm)).ifPresent(VirtualClock.Action::cancel);
    }

    /** All events so far. */
    List<ObjectNode> sent() {
        return sent;
    }

    /** Types of the events since this was asked last. */
    List<String> newTypes() {
        List<String> types = sent.subList(seen, sent.size()).stream()
                .map(event -> event.path("type").asText())
                .toList();
        seen = sent.size();
        return types;
    }

    /** The last event of this type. */
    JsonNode last(String type) {
        return all(type).stream()
                .reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError("no " + type + " in "
                        + sent.stream()
                                .map(event -> event.path("type").asText())
                                .toList()));
    }

    List<ObjectNode> all(String type) {
        return sent.stream()
                .filter(event -> event.path("type").asText().equals(type))
                .toList();
    }

    /** The last error's contents. */
    JsonNode error() {
        return last("error").path("error");
    }

    /** What the model was asked, oldest first. */
    List<RealtimeTurn> turns() {
        return turns;
    }

    Optional<Effect.Close> closed() {
        return closed;
    }
}
