package dev.parley.testkit.run;

import dev.parley.chat.AgentHandoff;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatRole;
import dev.parley.session.RunResult;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Expectations of a run, read from its first event to its last:
 *
 * <pre>{@code
 * RunAssert run = expect(session.run("How much is the bread?"));
 * run.nextEvent().isFunctionCall("price", Map.of("product", "bread"));
 * run.nextEvent().isFunctionCallOutput("4");
 * run.nextEvent().isMessage(ChatRole.ASSISTANT).containsText("4 euros");
 * run.noMoreEvents();
 * }</pre>
 *
 * <p>What is not met is an {@link AssertionError} that lists the run's events with an arrow at the one in question.
 * Keeps its place in the run, so it is for one thread.
 */
public final class RunAssert {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final EventList events;
    private int next;

    private RunAssert(EventList events) {
        this.events = events;
    }

    /** Begins at the run's first event. */
    public static RunAssert expect(RunResult<?> result) {
        return new RunAssert(EventList.of(result));
    }

    /** Waits until the run is over, 60 s at most, and begins at its first event. A run that fails is a failure. */
    public static RunAssert expect(CompletionStage<? extends RunResult<?>> run) {
        return expect(await(run));
    }

    /** Waits until the run is over, 60 s at most. A run that fails is a failure. */
    public static <R extends RunResult<?>> R await(CompletionStage<R> run) {
        try {
            return run.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new AssertionError("the run failed: " + failed.getCause(), failed.getCause());
        } catch (TimeoutException late) {
            throw new AssertionError(
                    "the run is not over after " + PATIENCE.toSeconds() + " s (expected: models and tools that answer)",
                    late);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the run went on", stopped);
        }
    }

    // --- one event after the other

    /** The next event, which this takes. */
    public EventAssert nextEvent() {
        EventAssert event = peek();
        next++;
        return event;
    }

    /** The next event of this kind, which this takes with all before it. */
    public EventAssert nextEvent(Class<? extends ChatItem> type) {
        int from = next;
        while (next < events.size()) {
            EventAssert event = nextEvent();
            if (type.isInstance(event.item())) {
                return event;
            }
        }
        throw events.failure("no more " + EventList.kind(type) + " from event " + from + " on (expected: one)", next);
    }

    /** Leaves this many events out. */
    public RunAssert skipNext(int count) {
        if (next + count > events.size()) {
            throw events.failure(
                    "events to skip: " + count + " (expected: at most " + (events.size() - next) + ", which are left)",
                    events.size());
        }
        next += count;
        return this;
    }

    /**
     * Takes the next event if it is as expected, else leaves it: {@code skipNextEventIf(event ->
     * event.isMessage(ChatRole.ASSISTANT))}.
     *
     * @return what the expectation gave, empty if it was not met or no event is left
     */
    public <A> Optional<A> skipNextEventIf(Function<EventAssert, A> expectation) {
        if (next >= events.size()) {
            return Optional.empty();
        }
        Optional<A> met = metBy(expectation, next);
        met.ifPresent(yes -> next++);
        return met;
    }

    /** Nothing is left. */
    public void noMoreEvents() {
        if (next < events.size()) {
            throw events.failure("events left: " + (events.size() - next) + " (expected: none)", next);
        }
    }

    private EventAssert peek() {
        if (next >= events.size()) {
            throw events.failure("no event left (expected: another)", next);
        }
        return new EventAssert(events, next);
    }

    // --- any of the events, whatever was taken so far

    /** One event; a negative index counts from the end, -1 being the last. */
    public EventAssert at(int index) {
        int place = index < 0 ? events.size() + index : index;
        if (place < 0 || place >= events.size()) {
            throw events.failure(
                    "event index: " + index + " (expected: one of " + events.size() + " events)", events.size());
        }
        return new EventAssert(events, place);
    }

    /** The events from one index to another, which is not included. */
    public EventRangeAssert slice(int from, int to) {
        if (from < 0 || to < from || to > events.size()) {
            throw events.failure(
                    "events from " + from + " to " + to + " (expected: within 0 to " + events.size() + ")",
                    Math.max(0, from));
        }
        return new EventRangeAssert(events, from, to);
    }

    private EventRangeAssert all() {
        return new EventRangeAssert(events, 0, events.size());
    }

    public MessageAssert containsMessage(ChatRole role) {
        return all().containsMessage(role);
    }

    public FunctionCallAssert containsFunctionCall(String name) {
        return all().containsFunctionCall(name);
    }

    /** See {@link EventAssert#isFunctionCall(String, Map)}. */
    public FunctionCallAssert containsFunctionCall(String name, Map<String, ?> arguments) {
        return all().containsFunctionCall(name, arguments);
    }

    public FunctionCallOutputAssert containsFunctionCallOutput(String output) {
        return all().containsFunctionCallOutput(output);
    }

    /** See {@link EventAssert#isAgentHandoff(String)}. */
    public AgentHandoff containsAgentHandoff(String newAgentId) {
        return all().containsAgentHandoff(newAgentId);
    }

    /** Some event meets this. */
    public <A> A contains(String what, Function<EventAssert, A> expectation) {
        return all().contains(what, expectation);
    }

    private <A> Optional<A> metBy(Function<EventAssert, A> expectation, int index) {
        return EventRangeAssert.metBy(expectation, new EventAssert(events, index));
    }
}
