package dev.parley.worker.livekit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.livekit.proto.AgentHttp;
import dev.parley.livekit.proto.ServerMessage;
import dev.parley.livekit.proto.UpdateWorkerStatus;
import dev.parley.livekit.proto.WorkerMessage;
import dev.parley.livekit.proto.WorkerPong;
import dev.parley.livekit.proto.WorkerStatus;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The connection: registration, status, pings, back-off, the end. */
class LinkMachineTest {

    @Test
    void shouldConnectThenRegisterThenTellItsLoad() {
        TestLink link = TestLink.of(5);

        link.on(new LinkEvent.Begun());
        assertThat(link.state.phase()).isEqualTo(LinkPhase.CONNECTING);
        assertThat(link.connectedAt).hasSize(1);

        link.on(new LinkEvent.SocketOpened());
        assertThat(link.state.phase()).isEqualTo(LinkPhase.REGISTERING);
        assertThat(link.last().getRegister().getAgentName()).isEqualTo("desk");

        link.hear(register());
        link.pass(Duration.ZERO);
        assertThat(link.state.phase()).isEqualTo(LinkPhase.REGISTERED);
        assertThat(link.state.workerId()).isEqualTo("AW_9");
        assertThat(link.state.problem()).isEmpty();
        assertThat(status(link).getStatus()).isEqualTo(WorkerStatus.WS_AVAILABLE);
        assertThat(status(link).getLoad()).isZero();
    }

    @Test
    void shouldTellItsLoadEveryTwoAndAHalfSeconds() {
        TestLink link = TestLink.registered(5);
        link.sent.clear();

        for (int i = 0; i < 10; i++) {
            link.pass(Duration.ofSeconds(1));
            link.pong();
        }

        assertThat(link.sent.stream().filter(WorkerMessage::hasUpdateWorker)).hasSize(4);
    }

    @Test
    void shouldTellTheHigherOfLoadAndPlacesOnTheServersScale() {
        TestLink link = TestLink.registered(4);
        link.cpu = 0.35;
        link.pass(Duration.ofMillis(2500));
        assertThat(status(link).getLoad()).isEqualTo(0.35f);

        link.slots.reserve();
        link.slots.reserve();
        link.slots.reserve();
        link.pass(Duration.ofMillis(2500));
        assertThat(status(link).getLoad()).isEqualTo((float) (0.7 * 3 / 4));
        assertThat(status(link).getStatus()).isEqualTo(WorkerStatus.WS_AVAILABLE);

        link.slots.reserve();
        link.pong();
        link.pass(Duration.ofMillis(2500));
        assertThat(status(link).getLoad()).isEqualTo(1);
        assertThat(status(link).getStatus()).isEqualTo(WorkerStatus.WS_FULL);
    }

    @Test
    void shouldLeaveTheCpuAsideWithoutAThreshold() {
        TestLink link = new TestLink(4, Double.POSITIVE_INFINITY, 1);
        link.on(new LinkEvent.Begun());
        link.cpu = 1;
        link.register();

        assertThat(status(link).getLoad()).isZero();
        assertThat(status(link).getStatus()).isEqualTo(WorkerStatus.WS_AVAILABLE);
    }

    @Test
    void shouldWarmUpByOnePingAndOneRehearsalAfterTheOther() {
        TestLink link = TestLink.of(5);
        link.state = LinkState.initial(Workload.idle(5), 3);
        link.on(new LinkEvent.Begun());
        link.register();
        assertThat(link.sent).filteredOn(WorkerMessage::hasPing).hasSize(1);

        for (int i = 0; i < 5; i++) {
            link.pong();
        }

        assertThat(link.sent).filteredOn(WorkerMessage::hasPing).hasSize(3);
        assertThat(link.rehearsals).isEqualTo(3);
        assertThat(link.state.pings()).isEmpty();
        assertThat(link.state.warmUps()).isZero();
    }

    @Test
    void shouldCallAServerSilentThatDoesNotAnswerAPing() {
        TestLink link = TestLink.registered(5);
        link.pass(Duration.ofSeconds(5));
        assertThat(link.sent).anyMatch(WorkerMessage::hasPing);

        link.pass(Duration.ofMillis(4999));
        assertThat(link.state.phase()).isEqualTo(LinkPhase.REGISTERED);
        link.pass(Duration.ofMillis(1));
        assertThat(link.state.phase()).isEqualTo(LinkPhase.WAITING);
        assertThat(link.state.problem()).contains("no word after a ping", "ping-timeout");
        assertThat(link.disconnects).isEqualTo(1);
    }

    @Test
    void shouldTakeAnyMessageForASignOfLife() {
        TestLink link = TestLink.registered(5);

        for (int i = 0; i < 20; i++) {
            link.pass(Duration.ofSeconds(5));
            link.hear(ServerMessage.newBuilder());
        }

        assertThat(link.state.phase()).isEqualTo(LinkPhase.REGISTERED);
        assertThat(link.connectedAt).hasSize(1);
    }

    @Test
    void shouldGiveUpOnASocketThatDoesNotOpen() {
        TestLink link = TestLink.of(5).on(new LinkEvent.Begun());

        link.pass(Duration.ofSeconds(10));

        assertThat(link.state.phase()).isEqualTo(LinkPhase.WAITING);
        assertThat(link.state.problem()).contains("no WebSocket", "10000 ms", "connect-timeout");
    }

    @Test
    void shouldGiveUpOnARegistrationThatIsNotAnswered() {
        TestLink link = TestLink.of(5).on(new LinkEvent.Begun()).on(new LinkEvent.SocketOpened());

        link.pass(Duration.ofSeconds(10));

        assertThat(link.state.phase()).isEqualTo(LinkPhase.WAITING);
        assertThat(link.state.problem()).contains("no answer to the registration", "register-timeout");
    }

    @Test
    void shouldGiveUpOnAServerThatBeginsWithAnotherMessage() {
        TestLink link = TestLink.of(5).on(new LinkEvent.Begun()).on(new LinkEvent.SocketOpened());

        link.hear(ServerMessage.newBuilder().setPong(WorkerPong.getDefaultInstance()));

        assertThat(link.state.phase()).isEqualTo(LinkPhase.WAITING);
        assertThat(link.state.problem()).contains("first message: PONG (expected: REGISTER)");
    }

    @Test
    void shouldConnectAnewWhenTheServerIsAboutToGo() {
        TestLink link = TestLink.registered(5);

        link.hear(ServerMessage.newBuilder()
                .setGoAway(AgentHttp.GoAway.newBuilder().setReason("update")));
        link.pass(Duration.ofSeconds(1));

        assertThat(link.disconnects).isEqualTo(1);
        assertThat(link.connectedAt).hasSize(2);
    }

    @Test
    void shouldWaitLongerAndLongerForAServerThatEndsEachRegistration() {
        TestLink link = TestLink.of(5).on(new LinkEvent.Begun());

        for (int i = 0; i < 20; i++) {
            link.register();
            link.lose("closed");
            link.pass(Duration.ofSeconds(10));
        }

        assertWaits(link);
        assertThat(link.connectedAt).hasSize(21);
        assertThat(link.state.failures()).isEqualTo(20);
    }

    @Test
    void shouldWaitLongerAndLongerForAServerThatDoesNotListen() {
        TestLink link = TestLink.of(5).on(new LinkEvent.Begun());

        for (int i = 0; i < 20; i++) {
            link.lose("refused");
            link.pass(Duration.ofSeconds(10));
        }

        assertWaits(link);
    }

    /** Half of each wait is left to chance: from 250 to 500 ms at first, from 5 to 10 s in the end. */
    private static void assertWaits(TestLink link) {
        List<Long> waits = waits(link);
        assertThat(waits).allMatch(wait -> wait >= 250 && wait <= 10_000);
        assertThat(waits.get(0)).isLessThanOrEqualTo(500);
        assertThat(waits.subList(6, waits.size())).allMatch(wait -> wait >= 5_000);
    }

    /** From each failure, which comes at the end of ten seconds, to the next attempt. */
    private static List<Long> waits(TestLink link) {
        List<Long> waits = new java.util.ArrayList<>();
        for (int i = 1; i < link.connectedAt.size(); i++) {
            waits.add((link.connectedAt.get(i) / 1_000_000) - (i - 1) * 10_000L);
        }
        return waits;
    }

    @Test
    void shouldForgetFailuresOnceARegistrationHasHeld() {
        TestLink link = TestLink.of(5).on(new LinkEvent.Begun());
        for (int i = 0; i < 5; i++) {
            link.lose("refused");
            link.pass(Duration.ofSeconds(10));
        }
        link.register();
        assertThat(link.state.failures()).isEqualTo(5);

        link.pass(Duration.ofSeconds(5));
        link.pong();
        link.pass(Duration.ofSeconds(5));
        assertThat(link.state.failures()).isZero();

        link.lose("closed");
        link.pass(Duration.ofMillis(500));
        assertThat(link.state.phase()).isEqualTo(LinkPhase.CONNECTING);
    }

    @Test
    void shouldWaitLongAtOnceWhereOnlyAHumanCanHelp() {
        TestLink link = TestLink.of(5).on(new LinkEvent.Begun());

        link.on(new LinkEvent.SocketLost("401", LinkEvent.Outlook.LASTING));

        assertThat(link.timers.get(LinkTimer.of(LinkTimer.Kind.RETRY)))
                .isBetween(
                        Duration.ofSeconds(5).toNanos(), Duration.ofSeconds(10).toNanos());
        assertThat(link.reports).singleElement().asString().startsWith("ERROR 401.");
    }

    @Test
    void shouldSpreadWorkersThatLostTheirServerTogether() {
        Set<Long> waits = new java.util.HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            TestLink link = new TestLink(5, 0.7, seed).on(new LinkEvent.Begun());
            link.lose("closed");
            waits.add(link.timers.get(LinkTimer.of(LinkTimer.Kind.RETRY)));
        }

        assertThat(waits).hasSizeGreaterThan(40);
    }

    @Test
    void shouldTellThatItDrainsAndTakeNothing() {
        TestLink link = TestLink.registered(5);

        link.on(new LinkEvent.DrainAsked());
        link.pass(LinkDraft.SOON);
        assertThat(status(link).getStatus()).isEqualTo(WorkerStatus.WS_FULL);
        assertThat(status(link).getDraining()).isTrue();

        link.offer("AJ_1");
        assertThat(link.answers("AJ_1")).singleElement().matches(answer -> !answer.getAvailable());
        assertThat(link.slots.taken()).isZero();
    }

    @Test
    void shouldEndFromEveryPhaseAndDoNothingAfterwards() {
        for (LinkPhase phase : EnumSet.complementOf(EnumSet.of(LinkPhase.CLOSED))) {
            TestLink link = in(phase);

            link.on(new LinkEvent.CloseAsked());
            assertThat(link.state.phase()).isEqualTo(LinkPhase.CLOSED);
            assertThat(link.finished).isTrue();
            assertThat(link.slots.taken()).isZero();
            assertThat(link.timers).isEmpty();
            int sent = link.sent.size();
            int connects = link.connectedAt.size();

            link.on(new LinkEvent.Begun());
            link.register();
            link.lose("late");
            link.offer("AJ_late");
            link.on(new LinkEvent.CloseAsked());
            link.pass(Duration.ofMinutes(1));

            assertThat(link.sent).hasSize(sent);
            assertThat(link.connectedAt).hasSize(connects);
            assertThat(link.slots.taken()).isZero();
        }
    }

    private static TestLink in(LinkPhase phase) {
        TestLink link = TestLink.of(3);
        if (phase != LinkPhase.WAITING) {
            link.on(new LinkEvent.Begun());
        }
        if (phase == LinkPhase.REGISTERING) {
            link.on(new LinkEvent.SocketOpened());
        }
        if (phase == LinkPhase.REGISTERED) {
            link.register();
            link.offer("AJ_asked");
            link.offer("AJ_accepted");
            link.accept();
            link.offer("AJ_starting");
            link.accept();
            link.assign("AJ_starting");
        }
        assertThat(link.state.phase()).isEqualTo(phase);
        return link;
    }

    private static ServerMessage.Builder register() {
        return ServerMessage.newBuilder()
                .setRegister(dev.parley.livekit.proto.RegisterWorkerResponse.newBuilder()
                        .setWorkerId("AW_9"));
    }

    private static UpdateWorkerStatus status(TestLink link) {
        List<WorkerMessage> all =
                link.sent.stream().filter(WorkerMessage::hasUpdateWorker).toList();
        return all.get(all.size() - 1).getUpdateWorker();
    }
}
