package dev.parley.rtc;

import dev.parley.rtc.opus.OpusEncoder;
import dev.parley.rtc.opus.OpusEncoderSettings;
import dev.parley.rtc.rtcp.ReportBlock;
import dev.parley.rtc.rtp.RtpSender;
import dev.parley.rtc.rtp.SentPackets;
import dev.parley.rtc.srtp.SrtpSession;

/** One track that we send: encodes on the caller's thread, keeps what went for resends. Guarded by its own lock. */
final class AudioSink {
    private static final int FRAME = OpusEncoder.FRAME_SAMPLES;
    private static final int KEPT = 64;
    private static final int PAUSE = 10 * FRAME;
    private static final int EMPTY_FRAME = 0xFC;

    private final OpusEncoder encoder;
    private final RtpSender sender;
    private final SentPackets sent = new SentPackets(KEPT);
    private final byte[] payload = new byte[OpusEncoder.MAX_PACKET_BYTES];
    private final String mid;
    private final SilenceGate gate = new SilenceGate();
    private final int clockOffset;
    private int timestamp;
    private boolean silent = true;
    private boolean sending = true;
    private boolean closed;
    private double lostShare;
    private long roundTripMillis = PeerStatistics.UNKNOWN;

    AudioSink(String mid, OpusEncoder encoder, RtpSender sender, int firstTimestamp) {
        this.mid = mid;
        this.encoder = encoder;
        this.sender = sender;
        this.timestamp = firstTimestamp;
        this.clockOffset = firstTimestamp - RtcClock.samples();
    }

    /** Where an encrypted packet goes. */
    interface Wire {
        void send(byte[] packet, int length);
    }

    /** Encodes, encrypts and sends a frame; silence is left out. */
    synchronized void send(short[] pcm, int offset, SrtpSession srtp, Wire wire) {
        if (closed || !sending) {
            return;
        }
        advance();
        int level = level(pcm, offset);
        switch (gate.judge(level)) {
            case SEND -> {
                int length = encoder.encode(pcm, offset, payload, 0);
                send(level, length, srtp, wire);
                silent = false;
            }
            case SEND_EMPTY -> {
                payload[0] &= (byte) EMPTY_FRAME;
                send(level, 1, srtp, wire);
                silent = true;
            }
            case SKIP -> {}
        }
    }

    /**
     * Timestamps follow the frames, so that those which come late and in bursts still join without a gap; after a longer pause they
     * follow the clock.
     */
    private void advance() {
        int behind = RtcClock.samples() + clockOffset - (timestamp + FRAME);
        timestamp += behind > PAUSE ? FRAME + behind / FRAME * FRAME : FRAME;
    }

    private void send(int level, int length, SrtpSession srtp, Wire wire) {
        int sequence = sender.nextSequence();
        int packet = sender.write(timestamp, silent, level, payload, 0, length);
        int wireLength;
        synchronized (srtp) {
            wireLength = srtp.protect(sender.buffer(), packet);
        }
        sent.add(sequence, sender.buffer(), wireLength);
        wire.send(sender.buffer(), wireLength);
    }

    /** In −dBov (RFC 6464 §3). */
    private static int level(short[] pcm, int offset) {
        long sum = 1;
        for (int i = offset; i < offset + FRAME; i++) {
            sum += pcm[i] * pcm[i];
        }
        double decibel = 10 * Math.log10((double) sum / FRAME / (32768.0 * 32768.0));
        return (int) Math.max(0, Math.min(127, -decibel));
    }

    /** Whether the other side wants the track now; sequence numbers go on where they stopped. */
    synchronized void sending(boolean wanted) {
        silent |= !wanted;
        sending = wanted;
    }

    /** Encodes by these settings from the next frame on. */
    synchronized void encode(OpusEncoderSettings settings) {
        if (!closed) {
            encoder.apply(settings);
        }
    }

    /** How the other side receives the track. */
    synchronized void reported(ReportBlock block, long nowNtp) {
        lostShare = block.fractionLost() / 256.0;
        block.roundTripMillis(nowNtp).ifPresent(millis -> roundTripMillis = millis);
    }

    synchronized PeerStatistics.Sent statistics() {
        return new PeerStatistics.Sent(
                mid,
                Integer.toUnsignedLong(sender.ssrc()),
                sender.packets(),
                sender.octets(),
                lostShare,
                roundTripMillis);
    }

    synchronized void resend(int sequence, Wire wire) {
        sent.resend(sequence, wire::send);
    }

    synchronized RtcpFigures figures() {
        return new RtcpFigures(sender.ssrc(), sender.lastTimestamp(), sender.packets(), sender.octets());
    }

    /** What a sender report tells. */
    record RtcpFigures(int ssrc, int timestamp, long packets, long octets) {}

    synchronized void close() {
        closed = true;
        encoder.close();
    }
}
