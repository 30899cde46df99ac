package dev.parley.rtc;

import dev.parley.rtc.jitter.JitterBuffer;
import dev.parley.rtc.rtcp.NtpTime;
import dev.parley.rtc.rtcp.ReportBlock;
import dev.parley.rtc.rtcp.RtcpCodec;
import dev.parley.rtc.rtcp.RtcpPacket;
import dev.parley.rtc.rtcp.RtcpSchedule;
import dev.parley.rtc.rtcp.RtcpWriter;
import dev.parley.rtc.rtp.RtpPacket;
import dev.parley.rtc.srtp.SrtpSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Media of one connected peer: decrypts and sorts what comes, reports, asks for what is missing, answers such requests. Confined
 * to the event loop, but for {@link #send}.
 */
final class MediaLink {
    private static final long FRAME_MILLIS = 20;
    private static final long REPORT_INTERVAL_MILLIS = 5000;
    private static final long RESEND_WAIT_MILLIS = 60;
    private static final int CONTROL_BUFFER = 1200;

    private final RtcEngine engine;
    private final SrtpSession srtp;
    private final AudioSink sink;
    private final int payloadType;
    private final boolean nack;
    private final RtcPeerListener listener;
    private final AudioSink.Wire wire;
    private final Map<Integer, AudioSource> sources = new HashMap<>();
    private final RtpPacket packet = new RtpPacket();
    private final RtcpSchedule schedule;
    private final byte[] control = new byte[CONTROL_BUFFER];
    private long malformed;

    MediaLink(
            RtcEngine engine,
            SrtpSession srtp,
            AudioSink sink,
            int payloadType,
            boolean nack,
            RtcPeerListener listener,
            AudioSink.Wire wire) {
        this.engine = engine;
        this.srtp = srtp;
        this.sink = sink;
        this.payloadType = payloadType;
        this.nack = nack;
        this.listener = listener;
        this.wire = wire;
        this.schedule = new RtcpSchedule(engine.random(), REPORT_INTERVAL_MILLIS, RtcClock.millis());
    }

    /** Any one thread. */
    void send(short[] pcm, int offset) {
        sink.send(pcm, offset, srtp, wire);
    }

    void received(byte[] data, int length, long nowMillis) {
        if (RtcpCodec.looksLikeRtcp(data, 0, length)) {
            int plain = srtp.unprotectControl(data, 0, length);
            if (plain != SrtpSession.DROPPED) {
                RtcpCodec.parse(data, 0, plain)
                        .ifPresentOrElse(packets -> packets.forEach(p -> onControl(p, nowMillis)), () -> malformed++);
            }
            return;
        }
        int plain = srtp.unprotect(data, 0, length);
        if (plain != SrtpSession.DROPPED && packet.wrap(data, 0, plain) && packet.payloadType() == payloadType) {
            source(packet.ssrc()).received(packet, data, nowMillis);
        }
    }

    /** Only authentic packets come this far, of a bounded number of sources. */
    private AudioSource source(int ssrc) {
        AudioSource known = sources.get(ssrc);
        if (known != null) {
            return known;
        }
        RtcSettings settings = engine.settings();
        JitterBuffer buffer =
                new JitterBuffer(settings.jitter(), settings.codec().decoder());
        AudioSource source = new AudioSource(ssrc, buffer, listener);
        sources.put(ssrc, source);
        source.playing(
                engine.media().scheduleAtFixedRate(source::play, FRAME_MILLIS, FRAME_MILLIS, TimeUnit.MILLISECONDS));
        return source;
    }

    private void onControl(RtcpPacket received, long nowMillis) {
        if (received instanceof RtcpPacket.SenderReport report) {
            AudioSource source = sources.get(report.ssrc());
            if (source != null) {
                source.reported(report.ntp(), nowMillis);
            }
        } else if (received instanceof RtcpPacket.GenericNack request
                && request.mediaSsrc() == sink.figures().ssrc()) {
            request.sequences().forEach(sequence -> sink.resend(sequence, wire));
        } else if (received instanceof RtcpPacket.Goodbye goodbye) {
            for (int ssrc : goodbye.ssrcs()) {
                AudioSource ended = sources.remove(ssrc);
                if (ended != null) {
                    ended.close();
                }
            }
        }
    }

    void tick(long nowMillis) {
        if (nack) {
            askForMissing(nowMillis);
        }
        if (schedule.take(nowMillis)) {
            report(nowMillis);
        }
    }

    private void askForMissing(long nowMillis) {
        for (Map.Entry<Integer, AudioSource> entry : sources.entrySet()) {
            if (entry.getValue().missing().size() == 0) {
                continue;
            }
            List<Integer> sequences = new ArrayList<>();
            entry.getValue().missing().due(nowMillis, RESEND_WAIT_MILLIS, sequences::add);
            if (!sequences.isEmpty()) {
                int ssrc = sink.figures().ssrc();
                sendControl(List.of(
                        new RtcpPacket.ReceiverReport(ssrc, List.of()),
                        new RtcpPacket.GenericNack(ssrc, entry.getKey(), sequences)));
            }
        }
    }

    private void report(long nowMillis) {
        AudioSink.RtcpFigures figures = sink.figures();
        List<ReportBlock> blocks = sources.values().stream()
                .limit(31)
                .map(source -> source.block(nowMillis))
                .toList();
        RtcpPacket report = figures.packets() == 0
                ? new RtcpPacket.ReceiverReport(figures.ssrc(), blocks)
                : new RtcpPacket.SenderReport(
                        figures.ssrc(),
                        NtpTime.ofEpochMillis(RtcClock.epochMillis()),
                        figures.timestamp(),
                        figures.packets(),
                        figures.octets(),
                        blocks);
        sendControl(List.of(report, new RtcpPacket.SourceDescription(figures.ssrc(), "parley")));
    }

    private void sendControl(List<RtcpPacket> compound) {
        int length = RtcpWriter.write(control, compound);
        int protectedLength;
        synchronized (srtp) {
            protectedLength = srtp.protectControl(control, length);
        }
        wire.send(control, protectedLength);
    }

    void close() {
        sendControl(List.of(
                new RtcpPacket.ReceiverReport(sink.figures().ssrc(), List.of()),
                new RtcpPacket.Goodbye(List.of(sink.figures().ssrc()))));
        sources.values().forEach(AudioSource::close);
        sources.clear();
        sink.close();
        synchronized (srtp) {
            srtp.close();
        }
    }
}
