package dev.parley.rtc;

import dev.parley.rtc.opus.OpusEncoder;
import dev.parley.rtc.opus.OpusEncoderSettings;
import dev.parley.rtc.rtp.RtpSender;
import dev.parley.rtc.srtp.SrtpSession;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tracks that we send, by section. A track keeps its SSRC and its sequence numbers over all rounds, also while its section is
 * inactive: starting them anew under the same keys would repeat the key stream. Thread-safe; changed on the event loop only.
 */
final class LocalTracks {
    private final RtcEngine engine;
    private final LossOutlook outlook = new LossOutlook();
    private volatile Map<String, AudioSink> sinks = Map.of();
    private volatile @Nullable AudioSink first;

    LocalTracks(RtcEngine engine) {
        this.engine = engine;
    }

    void apply(Agreement agreement) {
        Map<String, AudioSink> next = new LinkedHashMap<>(sinks);
        for (Agreement.Audio section : agreement.audio()) {
            if (section.sends()) {
                next.computeIfAbsent(section.mid(), unused -> open(section));
            }
        }
        next.forEach((mid, sink) -> sink.sending(
                agreement.audio().stream().anyMatch(section -> section.mid().equals(mid) && section.sends())));
        first = next.isEmpty() ? null : next.values().iterator().next();
        sinks = Collections.unmodifiableMap(next);
    }

    private AudioSink open(Agreement.Audio section) {
        RtpSender sender = new RtpSender(
                (int) section.ours().ssrc(),
                section.theirs().payloadType(),
                engine.random().nextInt(),
                section.theirs().audioLevelId(),
                section.theirs().midId(),
                section.mid(),
                OpusEncoder.MAX_PACKET_BYTES);
        RtcSettings settings = engine.settings();
        return new AudioSink(
                section.mid(),
                settings.codec().encoder(encoding()),
                sender,
                engine.random().nextInt());
    }

    private OpusEncoderSettings encoding() {
        OpusEncoderSettings settings = engine.settings().encoding();
        return outlook.isLossy() ? settings : settings.withoutLoss();
    }

    /**
     * What was lost of one track of ours, or of one that we hear.
     *
     * @param fractionLost of 256
     */
    void lost(int fractionLost, long nowMillis) {
        encode(outlook.reported(fractionLost, nowMillis));
    }

    /** So many packets, of ours or of a track that we hear, were asked for again. */
    void missed(int packets, long nowMillis) {
        encode(outlook.missed(packets, nowMillis));
    }

    private void encode(boolean anew) {
        if (anew) {
            sinks.values().forEach(sink -> sink.encode(encoding()));
        }
    }

    /** On the first track. */
    void send(short[] pcm, int offset, SrtpSession srtp, AudioSink.Wire wire) {
        AudioSink sink = first;
        if (sink != null) {
            sink.send(pcm, offset, srtp, wire);
        }
    }

    void send(String mid, short[] pcm, int offset, SrtpSession srtp, AudioSink.Wire wire) {
        AudioSink sink = sinks.get(mid);
        if (sink != null) {
            sink.send(pcm, offset, srtp, wire);
        }
    }

    Collection<AudioSink> all() {
        return sinks.values();
    }

    @Nullable AudioSink ofSource(int ssrc) {
        for (AudioSink sink : sinks.values()) {
            if (sink.figures().ssrc() == ssrc) {
                return sink;
            }
        }
        return null;
    }

    List<PeerStatistics.Sent> figures() {
        return sinks.values().stream().map(AudioSink::statistics).toList();
    }

    void close() {
        sinks.values().forEach(AudioSink::close);
    }
}
