package dev.parley.rtc;

import dev.parley.rtc.jitter.JitterStatistics;
import dev.parley.rtc.rtcp.NtpTime;
import dev.parley.rtc.rtcp.ReportBlock;
import dev.parley.rtc.rtp.MissingPackets;
import dev.parley.rtc.rtp.ReceiverStatistics;
import dev.parley.rtc.rtp.RtpPacket;
import dev.parley.rtc.sdp.MediaSection;
import org.jspecify.annotations.Nullable;

/** The packets of one remote track: counted always, played while somebody listens. Confined to the event loop. */
final class AudioSource {
    private static final long PATIENCE_MILLIS = 200;
    private static final int SAMPLES_PER_MILLI = 48;
    private static final JitterStatistics UNPLAYED =
            new JitterStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private final RtcEngine engine;
    private final int ssrc;
    private final RemoteTrack track;
    private final MediaSection section;
    private final RtcPeerListener listener;
    private final ReceiverStatistics statistics;
    private final MissingPackets missing = new MissingPackets(PATIENCE_MILLIS);
    private @Nullable Playout playout;
    private int lastReport;
    private long lastReportMillis;

    /** @param section of the other side's description */
    AudioSource(RtcEngine engine, int ssrc, RemoteTrack track, MediaSection section, RtcPeerListener listener) {
        this.engine = engine;
        this.ssrc = ssrc;
        this.track = track;
        this.section = section;
        this.listener = listener;
        this.statistics = new ReceiverStatistics(ssrc);
    }

    int ssrc() {
        return ssrc;
    }

    int payloadType() {
        return section.payloadType();
    }

    RemoteTrack track() {
        return track;
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

    /** Packets worth asking for: none without NACK, and none that nobody would hear. */
    @Nullable MissingPackets wanted() {
        return section.nack() && playout != null && missing.size() > 0 ? missing : null;
    }

    void received(RtpPacket packet, byte[] data, long nowMillis) {
        statistics.received(packet.sequence(), packet.timestamp(), RtcClock.samples());
        missing.received(packet.sequence(), nowMillis);
        if (track.isHeard()) {
            Playout open = playout;
            if (open == null) {
                open = new Playout(engine, track, listener);
                playout = open;
            }
            open.put(packet, data);
        } else {
            close();
        }
    }

    /** While nothing comes; else each packet sees to it. */
    void tick() {
        if (!track.isHeard()) {
            close();
        }
    }

    PeerStatistics.Received figures() {
        Playout open = playout;
        return new PeerStatistics.Received(
                track.mid(),
                Integer.toUnsignedLong(ssrc),
                statistics.received(),
                statistics.lost(),
                statistics.jitter() / (double) SAMPLES_PER_MILLI,
                open == null ? UNPLAYED : open.statistics());
    }

    /** Stops playing. */
    void close() {
        Playout open = playout;
        playout = null;
        if (open != null) {
            open.close();
        }
    }
}
