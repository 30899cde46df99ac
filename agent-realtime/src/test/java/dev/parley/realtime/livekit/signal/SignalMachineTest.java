package dev.parley.realtime.livekit.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.livekit.proto.DisconnectReason;
import dev.parley.livekit.proto.JoinResponse;
import dev.parley.livekit.proto.LeaveRequest;
import dev.parley.livekit.proto.Pong;
import dev.parley.livekit.proto.RoomUpdate;
import dev.parley.livekit.proto.SignalRequest;
import dev.parley.livekit.proto.SignalResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Lines of the machine's table: joining, pinging, leaving; on virtual time. */
class SignalMachineTest extends SignalCase {

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
