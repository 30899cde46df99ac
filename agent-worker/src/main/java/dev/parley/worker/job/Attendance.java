package dev.parley.worker.job;

import akka.actor.Cancellable;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Scheduler;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import scala.concurrent.ExecutionContext;

/**
 * Ends calls that their callers have left without a word: nothing of theirs open, neither a request nor a socket nor a
 * stream of events, for longer than a limit. Thread-safe.
 */
public final class Attendance {
    private final Duration limit;
    private final Scheduler scheduler;
    private final ExecutionContext executor;
    private final Map<Call, Line> lines = new ConcurrentHashMap<>();

    public Attendance(Duration limit, ActorSystem<?> system) {
        this.limit = limit;
        this.scheduler = system.scheduler();
        this.executor = system.executionContext();
    }

    /** Does something for a call's caller, who is there until it is done. */
    public <T> CompletionStage<T> during(Call call, Supplier<? extends CompletionStage<T>> request) {
        Line line = line(call);
        line.arrive();
        CompletionStage<T> done;
        try {
            done = request.get();
        } catch (RuntimeException refused) {
            done = CompletableFuture.failedFuture(refused);
        }
        return done.whenComplete((result, problem) -> line.leave());
    }

    /** The caller is there from now until this completes, in whatever way. */
    public void until(Call call, CompletionStage<?> gone) {
        Line line = line(call);
        line.arrive();
        gone.whenComplete((result, problem) -> line.leave());
    }

    private Line line(Call call) {
        return lines.computeIfAbsent(call, begun -> {
            Line line = new Line(begun);
            begun.whenEnded().thenRun(() -> lines.remove(begun));
            return line;
        });
    }

    /** A call's callers: how many are there, and the clock that runs while none is. */
    private final class Line {
        private final Call call;
        private int present;
        private Cancellable clock = Cancellable.alreadyCancelled();

        Line(Call call) {
            this.call = call;
            call.whenEnded().thenRun(this::stop);
        }

        synchronized void arrive() {
            present++;
            clock.cancel();
        }

        synchronized void leave() {
            present--;
            if (present == 0 && call.line().isEmpty() && !call.hasEnded()) {
                clock = scheduler.scheduleOnce(limit, this::giveUp, executor);
            }
        }

        private synchronized void stop() {
            clock.cancel();
        }

        private synchronized void giveUp() {
            if (present == 0) {
                call.end("caller: gone for " + limit.toMillis() + " ms (expected: a request or an open socket within"
                        + " parley.http.idle-timeout)");
            }
        }
    }
}
