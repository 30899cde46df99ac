package dev.parley.realtime.livekit.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.livekit.proto.DisconnectReason;
import dev.parley.livekit.proto.JoinResponse;
import dev.parley.livekit.proto.LeaveRequest;
import dev.parley.livekit.proto.Pong;
import dev.parley.livekit.proto.ReconnectResponse;
import dev.parley.livekit.proto.RoomMovedResponse;
import dev.parley.livekit.proto.RoomUpdate;
import dev.parley.livekit.proto.SignalRequest;
import dev.parley.livekit.proto.SignalResponse;
import dev.parley.realtime.livekit.strand.VirtualStrand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each line of the machine's table, on virtual time. */
class SignalMachineTest {
    private static final SignalSettings SETTINGS =
            SignalSettings.standard().withAttempts(3, 4).withBackOff(Duration.ofSeconds(1), Duration.ofSeconds(3));
    private static final SignalResponse JOIN = SignalResponse.newBuilder()
            .setJoin(JoinResponse.newBuilder().setPingInterval(5).setPingTimeout(15))
            .build();

    private static final SignalResponse RECONNECT = SignalResponse.newBuilder()
            .setReconnect(ReconnectResponse.getDefaultInstance())
            .build();

    private final VirtualStrand strand = new VirtualStrand();
    private final Carrier carrier = new Carrier();
    private final Told told = new Told();
    private final SignalMachine machine = new SignalMachine(strand, carrier, told, SETTINGS, "t0", () -> 1.0);

    private static final class Carrier implements SignalCarrier {
        final List<String> opened = new ArrayList<>();
        final List<SignalRequest> sent = new ArrayList<>();
        int socket;
        int closed;

        @Override
        public void open(int number, String token, Entry entry) {
            socket = number;
            opened.add(token + " " + entry);
        }

        @Override
        public void send(SignalRequest request) {
            sent.add(request);
        }

        @Override
        public void close() {
            closed++;
        }
    }

    private static final class Told implements SignalListener {
        final List<String> events = new ArrayList<>();

        @Override
        public void onJoined(JoinResponse join) {
            events.add("joined");
        }

        @Override
        public void onSignal(SignalResponse signal) {
            events.add("signal " + signal.getMessageCase());
        }

        @Override
        public void onReconnecting(String why) {
            events.add("reconnecting: " + why);
        }

        @Override
        public void onSignalsResumed() {
            events.add("signals resumed");
        }

        @Override
        public void onResumed() {
            events.add("resumed");
        }

        @Override
        public void onStartingOver(String why) {
            events.add("starting over: " + why);
        }

        @Override
        public void onRejoined(JoinResponse join) {
            events.add("rejoined");
        }

        @Override
        public void onClosed(SignalEnd end) {
            events.add(end.reason() + ": " + end.text());
        }
    }

    private void receive(SignalResponse signal) {
        machine.received(carrier.socket, signal);
    }

    private void joined() {
        machine.start();
        receive(JOIN);
    }

    private void lose() {
        machine.ended(carrier.socket, new SocketEnd.Lost("gone"));
    }

    private static SignalResponse leave(DisconnectReason reason, LeaveRequest.Action action) {
        return SignalResponse.newBuilder()
                .setLeave(LeaveRequest.newBuilder().setReason(reason).setAction(action))
                .build();
    }

    @Test
    void shouldJoin() {
        machine.start();
        assertThat(machine.phase()).isEqualTo(SignalPhase.CONNECTING);
        receive(JOIN);
        receive(JOIN);

        assertThat(machine.phase()).isEqualTo(SignalPhase.JOINED);
        assertThat(carrier.opened).containsExactly("t0 JOIN");
        assertThat(told.events).containsExactly("joined");
    }

    @Test
    void shouldTryToJoinAgainAfterABackOff() {
        machine.start();
        lose();
        strand.pass(Duration.ofMillis(999));
        assertThat(carrier.opened).hasSize(1);
        strand.pass(Duration.ofMillis(1));
        assertThat(carrier.opened).containsExactly("t0 JOIN", "t0 JOIN");
        receive(JOIN);

        assertThat(told.events).containsExactly("joined");
    }

    @Test
    void shouldGiveUpJoining() {
        machine.start();
        for (int i = 0; i < 3; i++) {
            lose();
            strand.pass(Duration.ofSeconds(3));
        }

        assertThat(carrier.opened).hasSize(3);
        assertThat(told.events).containsExactly("JOIN_FAILURE: gave up after 3 attempts: gone");
        assertThat(machine.phase()).isEqualTo(SignalPhase.CLOSED);
    }

    @Test
    void shouldNotWaitForAJoinForever() {
        machine.start();
        strand.pass(Duration.ofSeconds(10));
        assertThat(carrier.closed).isEqualTo(1);
        int late = carrier.socket;
        strand.pass(Duration.ofSeconds(1));
        machine.received(late, JOIN);

        assertThat(machine.phase()).isEqualTo(SignalPhase.CONNECTING);
        assertThat(carrier.opened).hasSize(2);
    }

    @Test
    void shouldNotTryAgainWhenRefused() {
        machine.start();
        machine.ended(carrier.socket, new SocketEnd.Refused("token: expired"));
        strand.pass(Duration.ofHours(1));

        assertThat(told.events).containsExactly("JOIN_FAILURE: token: expired");
        assertThat(carrier.opened).hasSize(1);
    }

    @Test
    void shouldTellTheServersReasonNotToLetUsIn() {
        machine.start();
        receive(leave(DisconnectReason.SERVER_SHUTDOWN, LeaveRequest.Action.RECONNECT));

        assertThat(told.events).containsExactly("SERVER_SHUTDOWN: the server ended it: SERVER_SHUTDOWN");
    }

    @Test
    void shouldResumeWithTheNewestToken() {
        joined();
        receive(SignalResponse.newBuilder().setRefreshToken("t1").build());
        receive(SignalResponse.newBuilder().setRefreshToken("t2").build());
        lose();
        assertThat(machine.phase()).isEqualTo(SignalPhase.RESUMING);
        strand.pass(Duration.ofSeconds(1));
        receive(RECONNECT);
        assertThat(machine.phase()).isEqualTo(SignalPhase.RESTORING);
        machine.restored();

        assertThat(machine.phase()).isEqualTo(SignalPhase.JOINED);
        assertThat(carrier.opened).containsExactly("t0 JOIN", "t2 RESUME");
        assertThat(told.events).containsExactly("joined", "reconnecting: gone", "signals resumed", "resumed");
    }

    @Test
    void shouldJoinAnewWhenTheServerKnowsTheStayNoMore() {
        joined();
        lose();
        strand.pass(Duration.ofSeconds(1));
        receive(leave(DisconnectReason.STATE_MISMATCH, LeaveRequest.Action.RECONNECT));
        assertThat(machine.phase()).isEqualTo(SignalPhase.REJOINING);
        strand.pass(Duration.ofSeconds(2));
        receive(JOIN);

        assertThat(carrier.opened).containsExactly("t0 JOIN", "t0 RESUME", "t0 REJOIN");
        assertThat(told.events)
                .containsExactly(
                        "joined",
                        "reconnecting: gone",
                        "starting over: the server asked to come back: STATE_MISMATCH",
                        "rejoined");
    }

    @Test
    void shouldJoinAnewWhenTheServerDoesNotResume() {
        joined();
        lose();
        strand.pass(Duration.ofSeconds(1));
        receive(JOIN);

        assertThat(machine.phase()).isEqualTo(SignalPhase.REJOINING);
        assertThat(told.events).endsWith("starting over: the server did not resume, but let us join");
    }

    @Test
    void shouldTakeAnySignalOfTheRoomForAResume() {
        SignalResponse update = SignalResponse.newBuilder()
                .setRoomUpdate(RoomUpdate.getDefaultInstance())
                .build();
        joined();
        lose();
        strand.pass(Duration.ofSeconds(1));
        receive(SignalResponse.newBuilder().setRefreshToken("t1").build());
        assertThat(machine.phase()).isEqualTo(SignalPhase.RESUMING);
        receive(update);
        receive(RECONNECT);

        assertThat(machine.phase()).isEqualTo(SignalPhase.RESTORING);
        assertThat(told.events)
                .containsExactly("joined", "reconnecting: gone", "signals resumed", "signal ROOM_UPDATE");
    }

    @Test
    void shouldTryToResumeUntilTheAttemptsAreOver() {
        joined();
        lose();
        for (int i = 0; i < 4; i++) {
            strand.pass(Duration.ofSeconds(3));
            lose();
        }

        assertThat(carrier.opened).filteredOn("t0 RESUME"::equals).hasSize(4);
        assertThat(told.events)
                .containsExactly("joined", "reconnecting: gone", "SIGNAL_CLOSE: gave up after 4 attempts: gone");
    }

    @Test
    void shouldNotWaitForRestoredMediaForever() {
        joined();
        lose();
        strand.pass(Duration.ofSeconds(1));
        receive(RECONNECT);
        strand.pass(Duration.ofMillis(14_999));
        assertThat(machine.phase()).isEqualTo(SignalPhase.RESTORING);
        strand.pass(Duration.ofMillis(1));

        assertThat(machine.phase()).isEqualTo(SignalPhase.REJOINING);
        assertThat(told.events).last().asString().startsWith("starting over: no media connection within PT15S");
    }

    @Test
    void shouldResumeAgainWhenTheSignalsBreakBeforeTheMediaIsRestored() {
        joined();
        lose();
        strand.pass(Duration.ofSeconds(1));
        receive(RECONNECT);
        lose();
        machine.restored();
        assertThat(machine.phase()).isEqualTo(SignalPhase.RESUMING);
        strand.pass(Duration.ofSeconds(2));
        receive(RECONNECT);
        machine.restored();

        assertThat(told.events)
                .containsExactly("joined", "reconnecting: gone", "signals resumed", "signals resumed", "resumed");
    }

    @Test
    void shouldJoinAnewWhenTheMediaFailsWhileItIsTriedToResume() {
        joined();
        lose();
        machine.failed("no path");
        assertThat(machine.phase()).isEqualTo(SignalPhase.REJOINING);
        assertThat(told.events).endsWith("starting over: no path");
    }

    @Test
    void shouldJoinAnewWhenTheMediaFailsWhileItIsRestored() {
        joined();
        lose();
        strand.pass(Duration.ofSeconds(1));
        receive(RECONNECT);
        machine.failed("no path");
        strand.pass(Duration.ofSeconds(2));

        assertThat(carrier.opened).endsWith("t0 REJOIN");
        assertThat(told.events).endsWith("signals resumed", "starting over: no path");
    }

    @Test
    void shouldNotResumeWhenTheMediaWasGoneBeforeTheSignals() {
        joined();
        machine.failed("no path");
        lose();

        assertThat(machine.phase()).isEqualTo(SignalPhase.REJOINING);
        assertThat(told.events).containsExactly("joined", "reconnecting: gone", "starting over: gone");
    }

    @Test
    void shouldPingAResumedConnectionAsTheServerWantedItFirst() {
        joined();
        lose();
        strand.pass(Duration.ofSeconds(1));
        receive(RECONNECT);
        carrier.sent.clear();
        strand.pass(Duration.ofSeconds(5));

        assertThat(carrier.sent)
                .extracting(SignalRequest::getMessageCase)
                .containsExactly(SignalRequest.MessageCase.PING, SignalRequest.MessageCase.PING_REQ);
    }

    @Test
    void shouldWaitLongerForAServerThatLosesUsAgainAtOnce() {
        joined();
        for (long wait : new long[] {1_000, 2_000, 3_000, 3_000, 3_000}) {
            lose();
            int before = carrier.opened.size();
            strand.pass(Duration.ofMillis(wait - 1));
            assertThat(carrier.opened).hasSize(before);
            strand.pass(Duration.ofMillis(1));
            assertThat(carrier.opened).hasSize(before + 1);
            receive(RECONNECT);
            machine.restored();
        }
        strand.pass(ReconnectPlan.CALM.minusSeconds(5));
        receive(SignalResponse.newBuilder().setPong(1).build());
        strand.pass(Duration.ofSeconds(5));
        lose();
        int before = carrier.opened.size();
        strand.pass(Duration.ofSeconds(1));

        assertThat(carrier.opened).hasSize(before + 1);
    }

    @Test
    void shouldKeepTheTokenOfTheRoomItWasMovedTo() {
        joined();
        receive(SignalResponse.newBuilder()
                .setRoomMoved(RoomMovedResponse.newBuilder().setToken("moved"))
                .build());
        lose();
        strand.pass(Duration.ofSeconds(1));

        assertThat(carrier.opened).containsExactly("t0 JOIN", "moved RESUME");
        assertThat(told.events).contains("signal ROOM_MOVED");
    }

    @Test
    void shouldWaitLongerWithEachFailureAndGiveUpAtLast() {
        joined();
        for (long wait : new long[] {1_000, 2_000, 3_000, 3_000}) {
            lose();
            strand.pass(Duration.ofMillis(wait - 1));
            int before = carrier.opened.size();
            strand.pass(Duration.ofMillis(1));
            assertThat(carrier.opened).hasSize(before + 1);
        }
        lose();

        assertThat(told.events)
                .containsExactly("joined", "reconnecting: gone", "SIGNAL_CLOSE: gave up after 4 attempts: gone");
    }

    @Test
    void shouldStopComingBackWhenRefused() {
        joined();
        lose();
        strand.pass(Duration.ofSeconds(1));
        machine.ended(carrier.socket, new SocketEnd.Refused("room: none"));

        assertThat(told.events).endsWith("SIGNAL_CLOSE: room: none");
    }

    @Test
    void shouldStartCountingFailuresAnewAfterComingBack() {
        joined();
        for (int i = 0; i < 20; i++) {
            lose();
            strand.pass(Duration.ofSeconds(3));
            receive(RECONNECT);
            machine.restored();
        }

        assertThat(machine.phase()).isEqualTo(SignalPhase.JOINED);
    }

    @ParameterizedTest
    @EnumSource(
            value = DisconnectReason.class,
            names = {
                "CLIENT_INITIATED",
                "DUPLICATE_IDENTITY",
                "PARTICIPANT_REMOVED",
                "ROOM_DELETED",
                "ROOM_CLOSED",
                "USER_UNAVAILABLE",
                "USER_REJECTED"
            })
    void shouldNotComeBackAgainstAnybodysWill(DisconnectReason reason) {
        joined();
        receive(leave(reason, LeaveRequest.Action.RECONNECT));
        strand.pass(Duration.ofHours(1));

        assertThat(told.events).containsExactly("joined", reason + ": the server ended it: " + reason);
        assertThat(carrier.opened).hasSize(1);
    }

    @Test
    void shouldResumeWhenTheServerWantsIt() {
        joined();
        receive(leave(DisconnectReason.CONNECTION_TIMEOUT, LeaveRequest.Action.RESUME));
        strand.pass(Duration.ofSeconds(1));

        assertThat(told.events)
                .containsExactly("joined", "reconnecting: the server asked to resume: CONNECTION_TIMEOUT");
        assertThat(carrier.opened).containsExactly("t0 JOIN", "t0 RESUME");
    }

    @Test
    void shouldJoinAnewWhenTheServerWantsIt() {
        joined();
        receive(leave(DisconnectReason.SERVER_SHUTDOWN, LeaveRequest.Action.RECONNECT));
        strand.pass(Duration.ofSeconds(1));

        assertThat(told.events)
                .containsExactly(
                        "joined",
                        "reconnecting: the server asked to come back: SERVER_SHUTDOWN",
                        "starting over: the server asked to come back: SERVER_SHUTDOWN");
        assertThat(carrier.opened).containsExactly("t0 JOIN", "t0 REJOIN");
    }

    @Test
    void shouldJoinAnewWhenAnOldServerSaysThatWeMay() {
        joined();
        receive(SignalResponse.newBuilder()
                .setLeave(LeaveRequest.newBuilder().setCanReconnect(true))
                .build());

        assertThat(machine.phase()).isEqualTo(SignalPhase.REJOINING);
    }

    @Test
    void shouldEndWhenTheServerWantsItWhileComingBack() {
        joined();
        lose();
        strand.pass(Duration.ofSeconds(1));
        receive(leave(DisconnectReason.STATE_MISMATCH, LeaveRequest.Action.DISCONNECT));

        assertThat(told.events).endsWith("STATE_MISMATCH: the server ended it: STATE_MISMATCH");
    }

    @Test
    void shouldPingInBothFormsAndMeasure() {
        joined();
        strand.pass(Duration.ofSeconds(5));
        assertThat(carrier.sent)
                .extracting(SignalRequest::getMessageCase)
                .containsExactly(SignalRequest.MessageCase.PING, SignalRequest.MessageCase.PING_REQ);
        strand.pass(Duration.ofMillis(30));
        receive(SignalResponse.newBuilder()
                .setPongResp(Pong.newBuilder().setLastPingTimestamp(5_000))
                .build());
        strand.pass(Duration.ofMillis(4_970));

        assertThat(machine.roundTrip()).isEqualTo(Duration.ofMillis(30));
        assertThat(carrier.sent.get(3).getPingReq().getRtt()).isEqualTo(30);
    }

    @Test
    void shouldTakeSilenceForDeath() {
        joined();
        strand.pass(Duration.ofSeconds(6));
        receive(SignalResponse.newBuilder().setPong(1).build());
        strand.pass(Duration.ofSeconds(14));
        assertThat(machine.phase()).isEqualTo(SignalPhase.JOINED);
        strand.pass(Duration.ofSeconds(5));

        assertThat(told.events)
                .containsExactly("joined", "reconnecting: no pong for 19000 ms (expected: one within 15000)");
    }

    @Test
    void shouldNotPingAServerThatWantsNoPings() {
        machine.start();
        receive(SignalResponse.newBuilder()
                .setJoin(JoinResponse.getDefaultInstance())
                .build());
        strand.pass(Duration.ofHours(1));

        assertThat(carrier.sent).isEmpty();
        assertThat(machine.phase()).isEqualTo(SignalPhase.JOINED);
    }

    @Test
    void shouldJoinAnewWhenTheMediaFails() {
        machine.start();
        machine.failed("too early");
        receive(JOIN);
        machine.failed("no path");
        strand.pass(Duration.ofMillis(999));
        assertThat(machine.phase()).isEqualTo(SignalPhase.JOINED);
        strand.pass(Duration.ofMillis(1));

        assertThat(told.events).containsExactly("joined", "reconnecting: no path", "starting over: no path");
    }

    @Test
    void shouldGiveUpWhenTheMediaNeverComes() {
        joined();
        for (int i = 0; i < 4; i++) {
            machine.failed("no path");
            strand.pass(Duration.ofSeconds(4));
            receive(JOIN);
            assertThat(machine.phase()).isEqualTo(SignalPhase.JOINED);
        }
        machine.failed("no path");
        strand.pass(Duration.ofSeconds(1));

        assertThat(told.events).endsWith("SIGNAL_CLOSE: gave up after 4 attempts: no path");
    }

    @Test
    void shouldStartCountingFailuresAnewWhenTheMediaRuns() {
        joined();
        for (int i = 0; i < 20; i++) {
            machine.failed("no path");
            strand.pass(Duration.ofSeconds(4));
            receive(JOIN);
            machine.connected();
        }

        assertThat(machine.phase()).isEqualTo(SignalPhase.JOINED);
    }

    @Test
    void shouldHearTheServersWordAfterTheMediaFailed() {
        joined();
        machine.failed("closed by the other side");
        receive(leave(DisconnectReason.PARTICIPANT_REMOVED, LeaveRequest.Action.DISCONNECT));
        strand.pass(Duration.ofHours(1));

        assertThat(told.events)
                .containsExactly("joined", "PARTICIPANT_REMOVED: the server ended it: PARTICIPANT_REMOVED");
    }

    @Test
    void shouldLeave() {
        joined();
        machine.leave();
        machine.leave();
        lose();
        strand.pass(Duration.ofHours(1));

        assertThat(carrier.sent)
                .singleElement()
                .satisfies(request ->
                        assertThat(request.getLeave().getReason()).isEqualTo(DisconnectReason.CLIENT_INITIATED));
        assertThat(told.events).containsExactly("joined", "CLIENT_INITIATED: left");
        assertThat(carrier.opened).hasSize(1);
    }

    @Test
    void shouldLeaveWhileConnecting() {
        machine.start();
        machine.leave();
        strand.pass(Duration.ofHours(1));
        assertThat(told.events).containsExactly("CLIENT_INITIATED: left");
        assertThat(carrier.sent).isEmpty();
    }

    @Test
    void shouldLeaveWhileComingBack() {
        joined();
        lose();
        machine.leave();
        strand.pass(Duration.ofHours(1));

        assertThat(told.events).endsWith("CLIENT_INITIATED: left");
        assertThat(carrier.opened).hasSize(1);
    }

    @Test
    void shouldNotHearOfOlderSocketsNorAfterTheEnd() {
        joined();
        int old = carrier.socket;
        lose();
        strand.pass(Duration.ofSeconds(1));
        machine.received(old, JOIN);
        machine.ended(old, new SocketEnd.Lost("late"));
        assertThat(machine.phase()).isEqualTo(SignalPhase.RESUMING);

        machine.leave();
        receive(JOIN);
        assertThat(machine.phase()).isEqualTo(SignalPhase.CLOSED);
    }

    @Test
    void shouldTellSignalsOfTheRoom() {
        SignalResponse update = SignalResponse.newBuilder()
                .setRoomUpdate(RoomUpdate.getDefaultInstance())
                .build();
        machine.start();
        receive(update);
        receive(JOIN);
        receive(update);

        assertThat(told.events).containsExactly("joined", "signal ROOM_UPDATE");
    }
}
