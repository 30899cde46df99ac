package dev.parley.realtime.livekit.signal;

import dev.parley.livekit.proto.Ping;
import dev.parley.livekit.proto.Pong;
import dev.parley.livekit.proto.SignalRequest;
import dev.parley.realtime.livekit.strand.Strand;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** Keeps a joined connection alive and finds out when it is dead. Both forms of ping are sent. On the room's strand only. */
final class PingPong {
    private final Strand strand;
    private final Consumer<SignalRequest> out;
    private final Consumer<String> dead;
    private Strand.Timer timer = () -> {};
    private Duration interval = Duration.ZERO;
    private Duration timeout = Duration.ZERO;
    private Duration roundTrip = Duration.ZERO;
    private Instant lastPong = Instant.EPOCH;

    PingPong(Strand strand, Consumer<SignalRequest> out, Consumer<String> dead) {
        this.strand = strand;
        this.out = out;
        this.dead = dead;
    }

    /** Seconds as the server tells them; 0 of either means that it wants no pings. */
    void start(int intervalSeconds, int timeoutSeconds) {
        interval = Duration.ofSeconds(intervalSeconds);
        timeout = Duration.ofSeconds(timeoutSeconds);
        startAgain();
    }

    /** As the server wanted it before. */
    void startAgain() {
        stop();
        lastPong = strand.instant();
        if (!interval.isZero() && !timeout.isZero()) {
            timer = strand.after(interval, this::beat);
        }
    }

    void stop() {
        timer.cancel();
    }

    private void beat() {
        Duration silence = Duration.between(lastPong, strand.instant());
        if (silence.compareTo(timeout) >= 0) {
            dead.accept("no pong for " + silence.toMillis() + " ms (expected: one within " + timeout.toMillis() + ")");
            return;
        }
        long now = strand.millis();
        out.accept(SignalRequest.newBuilder().setPing(now).build());
        out.accept(SignalRequest.newBuilder()
                .setPingReq(Ping.newBuilder().setTimestamp(now).setRtt(roundTrip.toMillis()))
                .build());
        timer = strand.after(interval, this::beat);
    }

    void onPong() {
        lastPong = strand.instant();
    }

    void onPong(Pong pong) {
        onPong();
        roundTrip = Duration.ofMillis(Math.max(0, strand.millis() - pong.getLastPingTimestamp()));
    }

    Duration roundTrip() {
        return roundTrip;
    }
}
