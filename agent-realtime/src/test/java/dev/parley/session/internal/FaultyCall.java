package dev.parley.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.llm.ToolDefinition;
import dev.parley.realtime.openai.VirtualRealtimeModel;
import dev.parley.realtime.openai.link.LinkPhase;
import dev.parley.realtime.openai.settings.LinkSettings;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionOptions;
import dev.parley.session.engine.Effect;
import dev.parley.session.engine.SessionState;
import dev.parley.testkit.VirtualClock;
import dev.parley.testkit.live.LiveScript;
import dev.parley.testkit.realtime.VirtualRealtimeService;
import dev.parley.testkit.realtime.WireEvent;
import dev.parley.testkit.realtime.script.Delivery;
import dev.parley.testkit.realtime.script.FakeReply;
import dev.parley.testkit.realtime.script.Fault;
import dev.parley.testkit.realtime.script.RealtimeScript;
import dev.parley.testkit.realtime.script.RealtimeTurn;
import dev.parley.testkit.realtime.script.ServiceLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call of half a minute in which things go wrong between client and service, and the rules that it must keep all the same. The
 * caller's turns are numbered; the service answers turn n by a text of its own, goes on where the conversation says that it
 * stopped, and calls a tool first in every third.
 */
final class FaultyCall {
    private static final Duration BUSY = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int WORDS = 60;
    private static final Pattern BEGINNING = Pattern.compile("This is the answer to turn \\d+ ");
    private static final Pattern TURN = Pattern.compile("turn (\\d+)");

    /** What a client may hear from the service when an answer and its end cross each other on the way. */
    private static final Set<String> RACES = Set.of(
            "response_cancel_not_active",
            "conversation_already_has_active_response",
            "input_audio_buffer_commit_empty",
            "session_expired");

    private final String name;
    private final Random random;
    private final VirtualClock clock = new VirtualClock();
    private final VirtualRealtimeService service;
    private final VirtualRealtimeModel model;
    private final VirtualCall call;
    private int typed;

    FaultyCall(String name, Random random, List<Fault> faults, Duration session) {
        this.name = name;
        this.random = random;
        RealtimeScript.Builder script = RealtimeScript.builder()
                .rule(FaultyCall::reply)
                .delivery(random.nextBoolean() ? Delivery.standard() : Delivery.burst())
                .limits(ServiceLimits.standard().withSession(session));
        for (int i = 0; i < WORDS; i++) {
            script.userSays("turn " + i);
        }
        faults.forEach(script::fault);
        LinkSettings link = LinkSettings.standard()
                .withRetries(50, Duration.ofMillis(500), Duration.ofSeconds(2))
                .withRollover(Duration.ofMinutes(58), Duration.ofSeconds(15));
        service = new VirtualRealtimeService(
                script.build(), LiveScript.create().models().vad(), clock);
        model = new VirtualRealtimeModel(clock, service, link, random::nextDouble);
        call = new VirtualCall(
                clock,
                model,
                SessionOptions.standard(),
                List.of(new ToolDefinition(
                        "look_up",
                        "Looks it up.",
                        JsonNodeFactory.instance.objectNode().put("type", "object"))));
    }

    static String answer(String turn) {
        return "This is the answer to " + turn + " and it takes a few seconds to say all of it.";
    }

    private static Optional<FakeReply> reply(RealtimeTurn turn) {
        List<ChatItem> items = turn.context().items();
        String asked = "";
        List<String> told = new ArrayList<>();
        boolean lookedUp = false;
        for (ChatItem item : items) {
            if (item instanceof ChatMessage message && message.role() == ChatRole.USER) {
                Matcher number = TURN.matcher(message.text());
                asked = number.find() ? number.group() : asked;
                told.clear();
                lookedUp = false;
            } else if (item instanceof ChatMessage message && message.role() == ChatRole.ASSISTANT) {
                told.add(message.text().strip());
            } else if (item instanceof FunctionCallOutput) {
                lookedUp = true;
            }
        }
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        if (asked.hashCode() % 3 == 0 && !lookedUp) {
            return Optional.of(FakeReply.call("look_up", "{}"));
        }
        String said = String.join(" ", told);
        String whole = answer(asked);
        boolean rest = whole.startsWith(said) && said.length() < whole.length();
        return rest ? Optional.of(FakeReply.say(whole.substring(said.length()).strip())) : Optional.empty();
    }

    /** Plays the call: things go wrong for a while, in which the caller says this and that; then it asks once more. */
    FaultyCall play() {
        call.start();
        for (int i = 0; i < 5; i++) {
            clock.at(Instant.EPOCH.plusMillis(500 + random.nextInt((int) BUSY.toMillis())), () -> {
                if (random.nextInt(6) == 0) {
                    call.type("turn " + (WORDS + ++typed));
                } else {
                    call.hum(Duration.ofMillis(400 + random.nextInt(1600)));
                }
            });
        }
        clock.runUntil(Instant.EPOCH.plus(BUSY).plusSeconds(20));
        return this;
    }

    /** The caller speaks once, for this long, and is answered wholly within half a minute. */
    void askOnce(Duration length) {
        call.start();
        clock.at(Instant.EPOCH.plusSeconds(1), () -> call.hum(length));
        clock.runUntil(Instant.EPOCH.plusSeconds(30));
        assertThat(said()).as("%s: the answer; %s", name, trace()).endsWith("all of it.");
    }

    /** What was heard of the agent. */
    private String said() {
        return String.join(
                " ",
                call.chat().messages().stream()
                        .filter(message -> message.role() == ChatRole.ASSISTANT)
                        .map(message -> message.text().strip())
                        .toList());
    }

    /** All rules that need no journal. */
    void check() {
        checkThatTheTalkGoesOn();
        checkWhatWasSaid();
        checkAnswers();
        checkTools();
        checkService();
        checkEnd();
    }

    private void checkThatTheTalkGoesOn() {
        int before = call.playbacks().size();
        call.hum(Duration.ofMillis(800));
        Instant end = clock.instant().plus(PATIENCE);
        clock.runUntil(clock.instant().plusSeconds(6));
        while (clock.instant().isBefore(end) && (call.playbacks().size() == before || !call.isStill())) {
            clock.runUntil(clock.instant().plusSeconds(1));
        }
        assertThat(call.phase()).as(name).isEqualTo(SessionState.Phase.RUNNING);
        assertThat(call.isStill()).as("%s: nothing stays open", name).isTrue();
        assertThat(call.playbacks().size())
                .as("%s: what is asked at last is answered; %s", name, trace())
                .isGreaterThan(before);
    }

    /** Nothing is said twice, and what counts as heard is the beginning of what was said. */
    private void checkWhatWasSaid() {
        List<String> played = call.effects(Effect.Play.class).stream()
                .map(Effect.Play::itemId)
                .toList();
        assertThat(played).as("%s: each message is played once", name).doesNotHaveDuplicates();
        for (VirtualCall.Playback playback : call.playbacks()) {
            assertThat(model.given(playback.itemId()))
                    .as("%s: heard of %s", name, playback.itemId())
                    .startsWith(playback.heard());
            assertThat(playback.played())
                    .as("%s: played of %s", name, playback.itemId())
                    .isLessThanOrEqualTo(model.audioOf(playback.itemId()));
        }
        List<String> heard = call.playbacks().stream()
                .map(VirtualCall.Playback::heard)
                .filter(text -> !text.isBlank())
                .map(String::strip)
                .toList();
        List<String> kept = call.chat().messages().stream()
                .filter(message -> message.role() == ChatRole.ASSISTANT)
                .map(message -> message.text().strip())
                .toList();
        assertThat(kept).as("%s: the history is what was heard", name).containsExactlyInAnyOrderElementsOf(heard);
    }

    /** No answer is begun again once some of it was heard, and the last one is heard to its end. */
    private void checkAnswers() {
        Set<String> begun = new HashSet<>();
        for (VirtualCall.Playback playback : call.playbacks()) {
            Matcher beginning = BEGINNING.matcher(model.given(playback.itemId()));
            if (!playback.heard().isBlank() && beginning.lookingAt()) {
                assertThat(begun.add(beginning.group()))
                        .as("%s: %s; %s", name, beginning.group(), trace())
                        .isTrue();
            }
        }
        VirtualCall.Playback last = call.playbacks().get(call.playbacks().size() - 1);
        assertThat(last.interrupted())
                .as("%s: the last answer; %s", name, trace())
                .isFalse();
        assertThat(model.given(last.itemId())) // of its text a piece may have come too late to count
                .as("%s: the last answer; %s", name, trace())
                .contains("it.");
    }

    private void checkTools() {
        List<String> run = call.effects(Effect.RunTool.class).stream()
                .map(tool -> tool.call().callId())
                .toList();
        assertThat(run).as("%s: each call runs once", name).doesNotHaveDuplicates();
        List<String> calls = call.chat().items().stream()
                .filter(FunctionCall.class::isInstance)
                .map(item -> ((FunctionCall) item).callId())
                .toList();
        List<String> outputs = call.chat().items().stream()
                .filter(FunctionCallOutput.class::isInstance)
                .map(item -> ((FunctionCallOutput) item).callId())
                .toList();
        assertThat(calls).as("%s: calls", name).containsExactlyInAnyOrderElementsOf(run);
        assertThat(outputs).as("%s: outputs", name).containsExactlyInAnyOrderElementsOf(run);
    }

    private void checkService() {
        assertThat(service.sent().stream()
                        .filter(event -> event.type().equals("error"))
                        .map(event -> event.json().at("/error/code").asText())
                        .filter(code -> !RACES.contains(code)))
                .as("%s: the service finds nothing wrong; %s", name, trace())
                .isEmpty();
        Set<String> seen = new HashSet<>();
        service.received().stream()
                .filter(event -> event.type().equals("conversation.item.create"))
                .forEach(event -> assertThat(seen.add(event.connection() + "/"
                                + event.json().at("/item/type").asText() + "/"
                                + event.json().at("/item/id").asText() + "/"
                                + event.json().at("/item/call_id").asText()))
                        .as("%s: an item is told once a connection: %s", name, event.json())
                        .isTrue());
    }

    private void checkEnd() {
        call.close();
        clock.runUntil(clock.instant().plusSeconds(30));
        assertThat(call.phase()).as(name).isEqualTo(SessionState.Phase.CLOSED);
        assertThat(call.events(SessionEvent.SessionClosed.class)).as(name).hasSize(1);
        assertThat(call.events()).as(name).last().isInstanceOf(SessionEvent.SessionClosed.class);
        List<String> begun = call.events(SessionEvent.SpeechCreated.class).stream()
                .map(SessionEvent.SpeechCreated::speechId)
                .toList();
        assertThat(call.events(SessionEvent.SpeechFinished.class).stream().map(SessionEvent.SpeechFinished::speechId))
                .as("%s: each speech ends once", name)
                .containsExactlyInAnyOrderElementsOf(begun);
        assertThat(model.phase()).as(name).isEqualTo(LinkPhase.CLOSED);
        assertThat(model.timers()).as("%s: no timer is left", name).isZero();
        assertThat(model.sockets()).as("%s: no socket is left", name).isZero();
    }

    /** Connections that there have been. */
    int connections() {
        return service.connections();
    }

    VirtualCall call() {
        return call;
    }

    VirtualRealtimeService service() {
        return service;
    }

    private String trace() {
        List<String> lines = new ArrayList<>();
        service.received().forEach(event -> lines.add(line(">", event)));
        service.sent().forEach(event -> lines.add(line("<", event)));
        call.events()
                .forEach(event ->
                        lines.add(Duration.between(Instant.EPOCH, event.at()).toMillis() + "  " + event));
        lines.sort(java.util.Comparator.comparingLong(line -> Long.parseLong(line.substring(0, line.indexOf(' ')))));
        return String.join("\n", lines);
    }

    private static String line(String direction, WireEvent event) {
        return Duration.between(Instant.EPOCH, event.at()).toMillis() + " " + direction + event.connection() + " "
                + event.type() + " " + event.json().path("error")
                + event.json().at("/response/id").asText();
    }
}
