package dev.parley.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.Behaviors;
import akka.japi.Pair;
import akka.stream.ActorAttributes;
import akka.stream.BoundedSourceQueue;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

@Timeout(30)
class CallersThreadTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final String DISPATCHER = "parley.session.hearing-dispatcher";

    private final Executor executor = KIT.system().dispatchers().lookup(DispatcherSelector.fromConfig(DISPATCHER));

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void shouldDoTheWorkOnTheThreadThatHasIt() {
        List<Thread> threads = new ArrayList<>();

        executor.execute(() -> threads.add(Thread.currentThread()));

        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void shouldDoWorkThatComesUpWithinWorkBehindIt() {
        List<String> done = new ArrayList<>();

        executor.execute(() -> {
            executor.execute(() -> done.add("second"));
            done.add("first");
        });

        assertThat(done).containsExactly("first", "second");
    }

    @Test
    void shouldGrowNoStackHoweverLongWorkLeadsToWork() {
        AtomicInteger left = new AtomicInteger(100_000);

        executor.execute(new Runnable() {
            @Override
            public void run() {
                if (left.decrementAndGet() > 0) {
                    executor.execute(this);
                }
            }
        });

        assertThat(left).hasValue(0);
    }

    @Test
    void shouldLoseNoMessageToAnInterruptOfTheThreadThatSendsIt() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        ActorRef<String> actor = KIT.spawn(
                Behaviors.setup(context -> Behaviors.receiveMessage(message -> {
                    heard.add(message);
                    if (message.equals("within")) {
                        Thread.currentThread().interrupt(); // as another thread may at any time
                    }
                    if (!message.startsWith("behind")) {
                        context.getSelf().tell("behind " + message);
                    }
                    return Behaviors.same();
                })),
                DispatcherSelector.fromConfig(DISPATCHER));
        List<Boolean> interrupted = new CopyOnWriteArrayList<>();

        runOnItsOwn(() -> {
            Thread.currentThread().interrupt();
            actor.tell("before");
            interrupted.add(Thread.interrupted());
            actor.tell("within");
            interrupted.add(Thread.interrupted());
        });
        actor.tell("after");

        assertThat(heard)
                .containsExactly("before", "behind before", "within", "behind within", "after", "behind after");
        assertThat(interrupted).containsExactly(true, true);
    }

    @Test
    void shouldDoWhatIsBehindWorkThatFailed() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        List<Throwable> uncaught = new CopyOnWriteArrayList<>();
        ActorRef<String> actor = KIT.spawn(
                Behaviors.setup(context -> Behaviors.receiveMessage(message -> {
                    heard.add(message);
                    if (message.equals("broken")) {
                        context.getSelf().tell("behind");
                        throw new LinkageError(message); // which Akka takes for the thread's trouble, not the actor's
                    }
                    return Behaviors.same();
                })),
                DispatcherSelector.fromConfig(DISPATCHER));

        runOnItsOwn(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, problem) -> uncaught.add(problem));
            actor.tell("broken");
        });

        assertThat(heard).containsExactly("broken", "behind");
        assertThat(uncaught).singleElement().isInstanceOf(LinkageError.class);
    }

    @Test
    void shouldKeepTheThreadsLogFieldsFromTheWork() throws Exception {
        List<Optional<String>> seen = new CopyOnWriteArrayList<>();
        ActorRef<String> actor = KIT.spawn(
                Behaviors.receiveMessage(message -> {
                    seen.add(Optional.ofNullable(MDC.get("callId")));
                    MDC.put("callId", "the actor's");
                    return Behaviors.same();
                }),
                DispatcherSelector.fromConfig(DISPATCHER));

        runOnItsOwn(() -> {
            MDC.put("callId", "the thread's");
            actor.tell("one");
            seen.add(Optional.ofNullable(MDC.get("callId")));
        });

        assertThat(seen).containsExactly(Optional.empty(), Optional.of("the thread's"));
    }

    private static void runOnItsOwn(Runnable work) throws InterruptedException {
        Thread thread = new Thread(work);
        thread.start();
        thread.join();
    }

    @Test
    void shouldLetOneThreadAtATimeWorkOnAStream() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        int[] heard = {0}; // guarded by what is tested
        Pair<BoundedSourceQueue<Integer>, CompletionStage<Done>> stream = Source.<Integer>queue(40_000)
                .map(element -> {
                    assertThat(inside.incrementAndGet()).isEqualTo(1);
                    heard[0]++;
                    inside.decrementAndGet();
                    return element;
                })
                .toMat(Sink.ignore(), Keep.both())
                .withAttributes(ActorAttributes.dispatcher(DISPATCHER))
                .run(KIT.system());

        CompletableFuture.allOf(IntStream.range(0, 4)
                        .mapToObj(thread -> CompletableFuture.runAsync(
                                () -> IntStream.range(0, 10_000).forEach(stream.first()::offer)))
                        .toArray(CompletableFuture<?>[]::new))
                .get(20, TimeUnit.SECONDS);
        stream.first().complete();
        stream.second().toCompletableFuture().get(20, TimeUnit.SECONDS);

        assertThat(heard[0]).isEqualTo(40_000);
    }
}
