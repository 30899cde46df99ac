package dev.parley.rtc;

import dev.parley.rtc.opus.OpusEncoder;
import dev.parley.rtc.rtp.RtpSender;
import dev.parley.rtc.rtp.SentPackets;
import dev.parley.rtc.srtp.SrtpSession;

/** The track that we send: encodes on the caller's thread, keeps what went for resends. Guarded by its own lock. */
final class AudioSink {
    private static final int FRAME = OpusEncoder.FRAME_SAMPLES;
    private static final int KEPT = 64;
    private static final int LATE_FRAMES = 3;

    private final OpusEncoder encoder;
    private final RtpSender sender;
    private final SentPackets sent = new SentPackets(KEPT);
    private final byte[] payload = new byte[OpusEncoder.MAX_PACKET];
    private int timestamp;
    private int lastSent;
    private boolean silent = true;
    private boolean closed;

    AudioSink(OpusEncoder encoder, RtpSender sender, int firstTimestamp) {
        this.encoder = encoder;
        this.sender = sender;
        this.timestamp = firstTimestamp;
        this.lastSent = RtcClock.samples();
    }

    /** Where an encrypted packet goes. */
    interface Wire {
        void send(byte[] packet, int length);
    }

    /** Encodes, encrypts and sends a frame; silence is left out. */
    synchronized void send(short[] pcm, int offset, SrtpSession srtp, Wire wire) {
        if (closed) {
            return;
        }
        int now = RtcClock.samples();
        int passed = now - lastSent;
        timestamp += passed > LATE_FRAMES * FRAME ? passed / FRAME * FRAME : FRAME;
        lastSent = now;
        int length = encoder.encode(pcm, offset, payload, 0);
        if (length <= 2) {
            silent = true;
            return;
        }
        int sequence = sender.nextSequence();
        int packet = sender.write(timestamp, silent, level(pcm, offset), payload, 0, length);
        silent = false;
        int wireLength;
        synchronized (srtp) {
            wireLength = srtp.protect(sender.buffer(), packet);
        }
        sent.add(sequence, sender.buffer(), wireLength);
        wire.send(sender.buffer(), wireLength);
    }

    /** In −dBov (RFC 6464 §3). */
    private static int level(short[] pcm, int offset) {
        double sum = 1;
        for (int i = offset; i < offset + FRAME; i++) {
            sum += (double) pcm[i] * pcm[i];
        }
        double decibel = 10 * Math.log10(sum / FRAME / (32768.0 * 32768.0));
        return (int) Math.max(0, Math.min(127, -decibel));
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
