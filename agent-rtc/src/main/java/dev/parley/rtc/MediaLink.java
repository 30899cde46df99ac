package dev.parley.rtc;

import dev.parley.rtc.rtcp.NtpTime;
import dev.parley.rtc.rtcp.ReportBlock;
import dev.parley.rtc.rtcp.RtcpCodec;
import dev.parley.rtc.rtcp.RtcpPacket;
import dev.parley.rtc.rtcp.RtcpSchedule;
import dev.parley.rtc.rtcp.RtcpWriter;
import dev.parley.rtc.rtp.MissingPackets;
import dev.parley.rtc.rtp.RtpPacket;
import dev.parley.rtc.srtp.SrtpKeys;
import dev.parley.rtc.srtp.SrtpSession;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Media of one connected peer: decrypts and sorts what comes, reports, asks for what is missing, answers such requests. Confined
 * to the event loop, but for {@link #send}.
 */
final class MediaLink {
    private static final long REPORT_INTERVAL_MILLIS = 5000;
    private static final long RESEND_WAIT_MILLIS = 60;
    private static final long MISSING_WAIT_MILLIS = Timetable.GRANULARITY_MILLIS;
    private static final long UNHEARD_WAIT_MILLIS = 500;
    private static final int CONTROL_BUFFER = 1200;
    private static final int MOST_BLOCKS = 31;
    private static final String NAME = "parley";

    private final SrtpSession srtp;
    private final int reporter;
    private final LocalTracks locals;
    private final RemoteTracks remotes;
    private final AudioSink.Wire wire;
    private final RtpPacket packet = new RtpPacket();
    private final RtcpSchedule schedule;
    private final byte[] control = new byte[CONTROL_BUFFER];
    private long malformed;
    private long lookedMillis;

    /** Media of a peer whose tracks others change. */
    MediaLink(RtcEngine engine, SrtpKeys keys, LocalTracks locals, RemoteTracks remotes, AudioSink.Wire wire) {
        this.srtp = new SrtpSession(keys);
        this.reporter = engine.random().nextInt();
        this.locals = locals;
        this.remotes = remotes;
        this.wire = wire;
        this.schedule = new RtcpSchedule(engine.random(), REPORT_INTERVAL_MILLIS, RtcClock.millis());
    }

    /** Any one thread. */
    void send(short[] pcm, int offset) {
        locals.send(pcm, offset, srtp, wire);
    }

    /** Any one thread for each section. */
    void send(String mid, short[] pcm, int offset) {
        locals.send(mid, pcm, offset, srtp, wire);
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
        if (plain != SrtpSession.DROPPED && packet.wrap(data, 0, plain)) {
            remotes.received(packet, data, nowMillis);
        }
    }

    private void onControl(RtcpPacket received, long nowMillis) {
        if (received instanceof RtcpPacket.SenderReport report) {
            AudioSource source = remotes.source(report.ssrc());
            if (source != null) {
                source.reported(report.ntp(), nowMillis);
            }
            onBlocks(report.blocks(), nowMillis);
        } else if (received instanceof RtcpPacket.ReceiverReport report) {
            onBlocks(report.blocks(), nowMillis);
        } else if (received instanceof RtcpPacket.GenericNack request) {
            AudioSink asked = locals.ofSource(request.mediaSsrc());
            if (asked != null) {
                request.sequences().forEach(sequence -> asked.resend(sequence, wire));
                locals.missed(request.sequences().size(), nowMillis);
            }
        } else if (received instanceof RtcpPacket.Goodbye goodbye) {
            goodbye.ssrcs().forEach(remotes::goodbye);
        }
    }

    private void onBlocks(List<ReportBlock> blocks, long nowMillis) {
        long now = NtpTime.ofEpochMillis(RtcClock.epochMillis());
        for (ReportBlock block : blocks) {
            AudioSink reported = locals.ofSource(block.ssrc());
            if (reported != null) {
                reported.reported(block, now);
                locals.lost(block.fractionLost(), nowMillis);
            }
        }
    }

    /** When there is something to ask for, to report, or a track to look at that may be heard no more. */
    long nextTickMillis() {
        long wait = remotes.hasWanted() ? MISSING_WAIT_MILLIS : UNHEARD_WAIT_MILLIS;
        return Math.min(schedule.dueMillis(), lookedMillis + wait);
    }

    void tick(long nowMillis) {
        lookedMillis = nowMillis;
        remotes.tick();
        askForMissing(nowMillis);
        if (schedule.take(nowMillis)) {
            report(nowMillis);
        }
    }

    private void askForMissing(long nowMillis) {
        for (AudioSource source : remotes.sources()) {
            MissingPackets missing = source.wanted();
            if (missing == null) {
                continue;
            }
            List<Integer> sequences = new ArrayList<>();
            missing.due(nowMillis, RESEND_WAIT_MILLIS, sequences::add);
            if (!sequences.isEmpty()) {
                locals.missed(sequences.size(), nowMillis);
                sendControl(List.of(
                        new RtcpPacket.ReceiverReport(reporter, List.of()),
                        new RtcpPacket.GenericNack(reporter, source.ssrc(), sequences)));
            }
        }
    }

    /** Each track of ours that has sent reports on itself; one reporter, which sends nothing else, on all that we receive. */
    private void report(long nowMillis) {
        long now = NtpTime.ofEpochMillis(RtcClock.epochMillis());
        for (AudioSink sink : locals.all()) {
            AudioSink.RtcpFigures sent = sink.figures();
            if (sent.packets() > 0) {
                sendReport(
                        new RtcpPacket.SenderReport(
                                sent.ssrc(), now, sent.timestamp(), sent.packets(), sent.octets(), List.of()),
                        sent.ssrc());
            }
        }
        List<ReportBlock> blocks = remotes.sources().stream()
                .map(source -> source.block(nowMillis))
                .toList();
        blocks.forEach(block -> locals.lost(block.fractionLost(), nowMillis));
        int from = 0;
        do {
            List<ReportBlock> some = blocks.subList(from, Math.min(blocks.size(), from + MOST_BLOCKS));
            sendReport(new RtcpPacket.ReceiverReport(reporter, some), reporter);
            from += MOST_BLOCKS;
        } while (from < blocks.size());
    }

    private void sendReport(RtcpPacket report, int ssrc) {
        sendControl(List.of(report, new RtcpPacket.SourceDescription(ssrc, NAME)));
    }

    private void sendControl(List<RtcpPacket> compound) {
        int length = RtcpWriter.write(control, compound);
        int protectedLength;
        synchronized (srtp) {
            protectedLength = srtp.protectControl(control, length);
        }
        wire.send(control, protectedLength);
    }

    SrtpSession.Statistics statistics() {
        return srtp.statistics();
    }

    /** RTCP compounds that could not be read. */
    long malformed() {
        return malformed;
    }

    /** Says goodbye and forgets the keys; the tracks are closed. */
    void close() {
        List<Integer> ssrcs = Stream.concat(
                        Stream.of(reporter),
                        locals.all().stream().map(sink -> sink.figures().ssrc()))
                .limit(MOST_BLOCKS)
                .toList();
        sendControl(List.of(new RtcpPacket.ReceiverReport(reporter, List.of()), new RtcpPacket.Goodbye(ssrcs)));
        remotes.close();
        locals.close();
        synchronized (srtp) {
            srtp.close();
        }
    }
}
