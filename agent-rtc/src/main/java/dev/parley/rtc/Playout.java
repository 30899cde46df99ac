package dev.parley.rtc;

import dev.parley.rtc.jitter.JitterBuffer;
import dev.parley.rtc.jitter.JitterStatistics;
import dev.parley.rtc.opus.OpusDecoder;
import dev.parley.rtc.opus.OpusEncoder;
import dev.parley.rtc.rtp.RtpPacket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A track being listened to: packets in on the loop, frames out on a media thread. */
final class Playout {
    private static final Logger LOG = LoggerFactory.getLogger(Playout.class);

    private final RemoteTrack track;
    private final RtcPeerListener listener;
    private final JitterBuffer buffer;
    private final OpusDecoder decoder;
    private final short[] frame = new short[OpusEncoder.FRAME_SAMPLES];
    private final Runnable stop;
    private long failures;
    private boolean closed;

    Playout(RtcEngine engine, RemoteTrack track, RtcPeerListener listener) {
        this.track = track;
        this.listener = listener;
        this.decoder = engine.settings().codec().decoder();
        this.buffer = new JitterBuffer(engine.settings().jitter(), decoder);
        this.stop = engine.beat().add(this::play);
    }

    void put(RtpPacket packet, byte[] data) {
        buffer.insert(
                RtcClock.nanos(),
                packet.sequence(),
                packet.timestamp(),
                data,
                packet.payloadOffset(),
                packet.payloadLength());
    }

    /** A frame that fails must not be the track's last one: the beat forgets a task that throws. */
    private void play() {
        try {
            playFrame();
        } catch (RuntimeException | Error e) {
            if (failures++ == 0) {
                LOG.error(
                        "a frame of a track could not be played; the track goes on, and further ones are not told", e);
            }
        }
    }

    private void playFrame() {
        synchronized (decoder) {
            if (closed) {
                return;
            }
            buffer.pull(RtcClock.nanos(), frame, 0);
        }
        listener.audio(track, frame);
    }

    JitterStatistics statistics() {
        return buffer.statistics();
    }

    void close() {
        stop.run();
        synchronized (decoder) {
            closed = true;
            decoder.close();
        }
    }
}
