package dev.parley.realtime.livekit.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.livekit.proto.DisconnectReason;
import dev.parley.livekit.proto.LeaveRequest;
import dev.parley.livekit.proto.RoomMovedResponse;
import dev.parley.livekit.proto.RoomUpdate;
import dev.parley.livekit.proto.SignalRequest;
import dev.parley.livekit.proto.SignalResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lines of the machine's table: resuming and joining anew; on virtual time. */
class SignalReconnectTest extends SignalCase {

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
}
