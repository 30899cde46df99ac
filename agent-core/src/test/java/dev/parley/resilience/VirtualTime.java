package dev.parley.resilience;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * An actor system whose timers run on virtual time, and streams that run on the test's thread: what they do is done when
 * {@link #pass} returns, the same each time.
 */
public final class VirtualTime implements InstantSource, AfterAllCallback {
    private final ActorTestKit kit = ActorTestKit.create(
            "virtual-time",
            ConfigFactory.parseString("akka.stream.materializer.dispatcher = akka.test.calling-thread-dispatcher\n"
                            + "akka.scheduler.implementation = \"" + VirtualScheduler.class.getName() + "\"")
                    .withFallback(ConfigFactory.load()));

    /** What came out of a stream, and when. */
    public static final class Outcome<T> {
        private final List<Timed<T>> elements = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Duration> end = new CompletableFuture<>();
        private volatile Optional<Throwable> failure = Optional.empty();

        public List<T> elements() {
            return elements.stream().map(Timed::element).toList();
        }

        public List<Timed<T>> timed() {
            return List.copyOf(elements);
        }

        public boolean over() {
            return end.isDone();
        }

        /** When it ended; fails unless it did. */
        public Duration endedAt() {
            return Optional.ofNullable(end.getNow(null)).orElseThrow();
        }

        public Optional<Throwable> failure() {
            return failure;
        }
    }

    /** An element and the time since the start at which it came. */
    public record Timed<T>(Duration at, T element) {}

    public ActorSystem<?> system() {
        return kit.system();
    }

    /** Time since the start. */
    public Duration now() {
        return scheduler().now();
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plus(now());
    }

    public void pass(Duration time) {
        scheduler().pass(time);
    }

    /** A source of one element that comes after this time. */
    public static <T> Source<T, akka.NotUsed> after(Duration delay, T element) {
        return Source.single(element).initialDelay(delay);
    }

    /** A source that fails after this time. */
    public static <T> Source<T, akka.NotUsed> failingAfter(Duration delay, Throwable failure) {
        return Source.single(failure).initialDelay(delay).map(cause -> {
            throw (RuntimeException) cause;
        });
    }

    /** Runs a stream to its end. */
    public <T> Outcome<T> run(Source<T, ?> source) {
        Outcome<T> outcome = new Outcome<>();
        source.runWith(Sink.fromSubscriber(new Listener<>(outcome)), system());
        return outcome;
    }

    /** Takes all that comes, in the stream's own thread. */
    private final class Listener<T> implements Subscriber<T> {
        private final Outcome<T> outcome;

        private Listener(Outcome<T> outcome) {
            this.outcome = outcome;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(T element) {
            outcome.elements.add(new Timed<>(now(), element));
        }

        @Override
        public void onError(Throwable failure) {
            outcome.failure = Optional.of(failure);
            outcome.end.complete(now());
        }

        @Override
        public void onComplete() {
            outcome.end.complete(now());
        }
    }

    private VirtualScheduler scheduler() {
        return (VirtualScheduler) kit.system().classicSystem().scheduler();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        kit.shutdownTestKit();
    }
}
