package dev.parley.realtime.livekit.signal;

import dev.parley.livekit.proto.DisconnectReason;
import dev.parley.livekit.proto.JoinResponse;
import dev.parley.livekit.proto.LeaveRequest;
import dev.parley.livekit.proto.ReconnectResponse;
import dev.parley.livekit.proto.SignalRequest;
import dev.parley.livekit.proto.SignalResponse;
import dev.parley.realtime.livekit.strand.VirtualStrand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A machine between a socket that is written down and a listener that is, on virtual time. */
abstract class SignalCase {
    static final SignalSettings SETTINGS =
            SignalSettings.standard().withAttempts(3, 4).withBackOff(Duration.ofSeconds(1), Duration.ofSeconds(3));
    static final SignalResponse JOIN = SignalResponse.newBuilder()
            .setJoin(JoinResponse.newBuilder().setPingInterval(5).setPingTimeout(15))
            .build();

    static final SignalResponse RECONNECT = SignalResponse.newBuilder()
            .setReconnect(ReconnectResponse.getDefaultInstance())
            .build();

    final VirtualStrand strand = new VirtualStrand();
    final Carrier carrier = new Carrier();
    final Told told = new Told();
    final SignalMachine machine = new SignalMachine(strand, carrier, told, SETTINGS, "t0", () -> 1.0);

    static final class Carrier implements SignalCarrier {
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

    static final class Told implements SignalListener {
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

    void receive(SignalResponse signal) {
        machine.received(carrier.socket, signal);
    }

    void joined() {
        machine.start();
        receive(JOIN);
    }

    void lose() {
        machine.ended(carrier.socket, new SocketEnd.Lost("gone"));
    }

    static SignalResponse leave(DisconnectReason reason, LeaveRequest.Action action) {
        return SignalResponse.newBuilder()
                .setLeave(LeaveRequest.newBuilder().setReason(reason).setAction(action))
                .build();
    }
}
