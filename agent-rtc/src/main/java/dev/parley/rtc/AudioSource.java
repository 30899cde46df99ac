package dev.parley.rtc;

import dev.parley.rtc.jitter.JitterBuffer;
import dev.parley.rtc.opus.OpusEncoder;
import dev.parley.rtc.rtcp.NtpTime;
import dev.parley.rtc.rtcp.ReportBlock;
import dev.parley.rtc.rtp.MissingPackets;
import dev.parley.rtc.rtp.ReceiverStatistics;
import dev.parley.rtc.rtp.RtpPacket;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One source that we hear: packets in on the loop, frames out on a media thread; the buffer between them is locked shortly. */
final class AudioSource {
    private static final long PATIENCE_MILLIS = 200;

    private final int ssrc;
    private final JitterBuffer buffer;
    private final RtcPeerListener listener;
    private final short[] frame = new short[OpusEncoder.FRAME_SAMPLES];
    private final ReceiverStatistics statistics;
    private final MissingPackets missing = new MissingPackets(PATIENCE_MILLIS);
    private @Nullable Future<?> playing;
    private int lastReport;
    private long lastReportMillis;
    private boolean closed;

    AudioSource(int ssrc, JitterBuffer buffer, RtcPeerListener listener) {
        this.ssrc = ssrc;
        this.buffer = buffer;
        this.listener = listener;
        this.statistics = new ReceiverStatistics(ssrc);
    }

    void playing(Future<?> task) {
        playing = task;
    }

    /** A sender report of this source came. */
    void reported(long ntp, long nowMillis) {
        lastReport = NtpTime.middle(ntp);
        lastReportMillis = nowMillis;
    }

    ReportBlock block(long nowMillis) {
        int delay = lastReport == 0 ? 0 : (int) ((nowMillis - lastReportMillis) * 65536 / 1000);
        return new ReportBlock(
                ssrc,
                statistics.takeFractionLost(),
                (int) statistics.lost(),
                statistics.extendedHighest(),
                statistics.jitter(),
                lastReport,
                delay);
    }

    MissingPackets missing() {
        return missing;
    }

    void received(RtpPacket packet, byte[] data, long nowMillis) {
        int arrival = RtcClock.samples();
        statistics.received(packet.sequence(), packet.timestamp(), arrival);
        missing.received(packet.sequence(), nowMillis);
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

    void play() {
        synchronized (buffer) {
            if (closed) {
                return;
            }
            buffer.pull(frame, 0);
        }
        listener.audio(Integer.toUnsignedLong(ssrc), frame);
    }

    void close() {
        Future<?> task = playing;
        if (task != null) {
            task.cancel(false);
        }
        synchronized (buffer) {
            closed = true;
            buffer.close();
        }
    }
}
