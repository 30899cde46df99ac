package dev.parley.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import dev.parley.worker.health.HealthReport.Status;
import dev.parley.worker.job.Calls;
import dev.parley.worker.job.WorkerManager;
import dev.parley.worker.job.WorkerStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HealthServerTest {
    private static final WorkerIdentity IDENTITY = new WorkerIdentity("JT_ROOM", "1.0", java.util.Optional.empty());

    private static ActorTestKit kit;

    private final AtomicLong clock = new AtomicLong();
    private final DispatcherProbe probe = new DispatcherProbe(clock::get);
    private final CompletableFuture<Done> supervisorStopped = new CompletableFuture<>();

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    private HealthServer of(WorkerStatus.Phase phase, int active) {
        ActorRef<WorkerManager.Command> manager = kit.spawn(Behaviors.receive(WorkerManager.Command.class)
                .onMessage(WorkerManager.Describe.class, message -> {
                    message.replyTo().tell(new WorkerStatus("", phase, active, 5, 0.1));
                    return Behaviors.same();
                })
                .build());
        return new HealthServer(new Calls(manager, kit.scheduler()), probe, supervisorStopped, IDENTITY, List::of);
    }

    private static void assertHealth(HealthServer server, Status status, int code) throws Exception {
        assertThat(server.report()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS)
                        .status())
                .isEqualTo(status);
        assertThat(server.health()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS)
                        .status()
                        .intValue())
                .isEqualTo(code);
    }

    @Test
    void shouldBeHealthyWithRoom() throws Exception {
        assertHealth(of(WorkerStatus.Phase.ACCEPTING, 4), Status.HEALTHY, 200);
    }

    @Test
    void shouldBeDegradedWhenFullOrDraining() throws Exception {
        assertHealth(of(WorkerStatus.Phase.ACCEPTING, 5), Status.DEGRADED, 200);
        assertHealth(of(WorkerStatus.Phase.DRAINING, 0), Status.DEGRADED, 200);
    }

    @Test
    void shouldBeDownWhenTheSupervisorIsDead() throws Exception {
        HealthServer server = of(WorkerStatus.Phase.ACCEPTING, 0);

        supervisorStopped.complete(Done.getInstance());

        assertHealth(server, Status.DOWN, 503);
    }

    @Test
    void shouldBeDownWhenThreadsAreStarved() throws Exception {
        HealthServer server = of(WorkerStatus.Phase.ACCEPTING, 0);

        clock.addAndGet(Duration.ofSeconds(4).toNanos());

        assertHealth(server, Status.DOWN, 503);
    }

    @Test
    void shouldBeDownWhenTheManagerDoesNotAnswer() throws Exception {
        ActorRef<WorkerManager.Command> silent = kit.spawn(Behaviors.ignore());

        assertHealth(
                new HealthServer(new Calls(silent, kit.scheduler()), probe, supervisorStopped, IDENTITY, List::of),
                Status.DOWN,
                503);
    }
}
