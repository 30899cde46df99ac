package dev.parley.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.session.SessionOptions;
import dev.parley.worker.TestServer;
import dev.parley.worker.WorkerOptions;
import dev.parley.worker.cluster.internal.ClusterMessage;
import dev.parley.worker.cluster.internal.ForwardMessage;
import dev.parley.worker.cluster.internal.NodeCommand;
import dev.parley.worker.cluster.internal.PeerMessage;
import dev.parley.worker.cluster.internal.PlacementEffect.Outcome;
import dev.parley.worker.http.OtherNodes.Place;
import dev.parley.worker.job.JobEnvironment;
import dev.parley.worker.job.JobSlots;
import dev.parley.worker.job.LoadMeter;
import dev.parley.worker.job.WorkerManager;
import dev.parley.worker.livekit.OwnPlaces;
import dev.parley.worker.metrics.SessionMeter;
import dev.parley.worker.metrics.WorkerMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that has found no other, with places for one call. */
@Timeout(60)
class ClusterNodeTest {
    private static final String SELF = "10.0.0.2:25520";
    private static final String OTHER = "10.0.0.1:25520";
    private static final Config CONFIG = ConfigFactory.parseString(
                    "parley.cluster { seed-nodes = \"127.0.0.1:1\", port = 0, queue-timeout = 60 s }")
            .withFallback(TestServer.CONFIG)
            .resolve();

    private final ClusterOptions options = ClusterOptions.of(CONFIG).orElseThrow();
    private final ActorTestKit kit = ActorTestKit.create(
            "parley",
            ConfigFactory.parseString("akka.cluster.seed-nodes = []")
                    .withFallback(ClusterConfig.joined(CONFIG, options)));
    private final TestProbe<WorkerManager.Command> manager = kit.createTestProbe();
    private final TestProbe<Place> asker = kit.createTestProbe();

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private NodeParts parts(Runnable onDrain) {
        JobSlots slots = new JobSlots(1);
        WorkerMetrics metrics = new WorkerMetrics();
        JobEnvironment environment = new JobEnvironment(
                WorkerOptions.builder(CONFIG, new TestServer.Echoes()).build(),
                TestServer.noModels(),
                Optional.empty(),
                CONFIG,
                SessionOptions.of(CONFIG),
                slots,
                LoadMeter.ofThisMachine(slots),
                metrics,
                new SessionMeter(metrics),
                Optional.empty());
        ClusterView view = new ClusterView();
        ClusterJobs jobs = new ClusterJobs(
                kit.system(),
                options,
                view,
                new OwnPlaces(environment, () -> Duration.ZERO),
                SELF,
                () -> true,
                new CompletableFuture<>());
        return new NodeParts(
                options,
                environment,
                view,
                () -> Duration.ZERO,
                new CompletableFuture<>(),
                jobs,
                new HashMap<>(),
                onDrain);
    }

    /** A node that lets another one begin what it runs itself would double it. */
    @Test
    void shouldKnowItsCallsAndAnswerWhoWaitsWhenItHasFailed() {
        NodeParts parts = parts(() -> {
            throw new IllegalStateException("fails for the test");
        });
        ActorRef<NodeCommand> node = kit.spawn(Behaviors.supervise(ClusterNode.create(parts, manager.getRef()))
                .onFailure(SupervisorStrategy.restart()));
        node.tell(new ClusterNode.WantPlace("a", Optional.empty(), asker.getRef()));
        asker.expectMessageClass(Place.Here.class);
        node.tell(new ClusterNode.WantPlace("b", Optional.empty(), asker.getRef()));

        node.tell(new ClusterNode.DrainSelf());

        assertThat(asker.expectMessageClass(Place.Nowhere.class).refused().detail())
                .contains("a failure of this node");
        TestProbe<ForwardMessage.CallFound> found = kit.createTestProbe();
        node.tell(new ForwardMessage.FindCall("a", found.getRef()));
        assertThat(found.receiveMessage().runs()).isTrue();
        assertThat(parts.view().state().load().draining()).isTrue();
        assertThat(parts.view().state().requests()).isEmpty();
    }

    @Test
    void shouldGiveBackAPlaceElsewhereThatItGotAfterStandingStill() {
        AtomicLong nanos = new AtomicLong();
        Place answer = answerAfter(() -> nanos.addAndGet(Duration.ofSeconds(62).toNanos()), nanos, new AtomicLong());

        assertThat(((Place.Nowhere) answer).refused().detail()).startsWith("call: a place after 62000 ms");
    }

    /** The clock that runs evenly stands still meanwhile. */
    @Test
    void shouldGiveBackAPlaceElsewhereThatItGotAfterItsMachineWasSuspended() {
        AtomicLong wall = new AtomicLong();
        Place answer = answerAfter(() -> wall.addAndGet(62_000), new AtomicLong(), wall);

        assertThat(((Place.Nowhere) answer).refused().detail()).startsWith("call: a place after 62000 ms");
    }

    /** The other node sees that its place comes back, so that a retry doesn't find the call there. */
    private Place answerAfter(Runnable standstill, AtomicLong nanos, AtomicLong wall) {
        TestProbe<ClusterMessage> other = kit.createTestProbe();
        kit.spawn(Behaviors.<NodeCommand>setup(context -> Behaviors.withTimers(timers -> {
            NodeHands hands = new NodeHands(
                    context,
                    timers,
                    parts(() -> {}),
                    manager.getRef(),
                    SELF,
                    nanos::get,
                    () -> Instant.ofEpochMilli(wall.get()));
            hands.found(OTHER, other.getRef());
            long request = hands.await("a", Optional.empty(), asker.getRef());
            standstill.run();
            hands.answer(request, new Outcome.There(OTHER, 4));
            return Behaviors.empty();
        })));
        other.expectMessage(new PeerMessage.Release(SELF, 4));
        return asker.receiveMessage();
    }
}
