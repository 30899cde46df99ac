package dev.parley.rtc;

import dev.parley.rtc.jitter.JitterBuffer;
import dev.parley.rtc.jitter.JitterStatistics;
import dev.parley.rtc.opus.OpusEncoder;
import dev.parley.rtc.rtp.RtpPacket;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A track being listened to: packets in on the loop, frames out on a media thread; the buffer between them is locked shortly. */
final class Playout {
    private static final long FRAME_MILLIS = 20;

    private final RemoteTrack track;
    private final RtcPeerListener listener;
    private final JitterBuffer buffer;
    private final short[] frame = new short[OpusEncoder.FRAME_SAMPLES];
    private final ScheduledFuture<?> playing;
    private boolean closed;

    Playout(RtcEngine engine, RemoteTrack track, RtcPeerListener listener) {
        this.track = track;
        this.listener = listener;
        this.buffer = new JitterBuffer(
                engine.settings().jitter(), engine.settings().codec().decoder());
        this.playing =
                engine.media().scheduleAtFixedRate(this::play, FRAME_MILLIS, FRAME_MILLIS, TimeUnit.MILLISECONDS);
    }

    void put(RtpPacket packet, int arrival, byte[] data) {
        synchronized (buffer) {
            if (!closed) {
                buffer.put(
                        packet.sequence(),
                        packet.timestamp(),
                        arrival,
                        data,
                        packet.payloadOffset(),
                        packet.payloadLength());
            }
        }
    }

    private void play() {
        synchronized (buffer) {
            if (closed) {
                return;
            }
            buffer.pull(frame, 0);
        }
        listener.audio(track, frame);
    }

    JitterStatistics statistics() {
        synchronized (buffer) {
            return buffer.statistics();
        }
    }

    void close() {
        playing.cancel(false);
        synchronized (buffer) {
            closed = true;
            buffer.close();
        }
    }
}
