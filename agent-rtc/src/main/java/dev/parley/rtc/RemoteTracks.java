package dev.parley.rtc;

import dev.parley.rtc.rtp.RtpPacket;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The tracks of the other side and their sources, at most one for each. Confined to the event loop; the listener is told from
 * inside the calls.
 */
final class RemoteTracks {
    private final RtcEngine engine;
    private final RtcPeerListener listener;
    private final TrackRouter router = new TrackRouter();
    private final Map<String, Entry> tracks = new LinkedHashMap<>();
    private final Map<Integer, AudioSource> sources = new HashMap<>();
    private long unrouted;

    /** A track with the SSRC that its description told, or 0. */
    private record Entry(RemoteTrack track, long ssrc) {
        boolean is(Agreement.Audio section) {
            return track.stream().equals(section.theirs().stream())
                    && track.name().equals(section.theirs().track())
                    && ssrc == section.theirs().ssrc();
        }
    }

    RemoteTracks(RtcEngine engine, RtcPeerListener listener) {
        this.engine = engine;
        this.listener = listener;
    }

    /** Ends tracks that were not agreed on again, starts those that are new, leaves the others alone. */
    void apply(Agreement agreement) {
        List<Agreement.Audio> receiving =
                agreement.audio().stream().filter(Agreement.Audio::receives).toList();
        router.apply(receiving);
        for (Entry entry : List.copyOf(tracks.values())) {
            boolean stays = receiving.stream()
                    .anyMatch(section -> section.mid().equals(entry.track().mid()) && entry.is(section));
            if (!stays) {
                remove(entry);
            }
        }
        closeSources(source -> !router.allows(source.ssrc(), source.track().mid()));
        for (Agreement.Audio section : receiving) {
            if (!tracks.containsKey(section.mid())) {
                add(section);
            }
        }
    }

    private void add(Agreement.Audio section) {
        RemoteTrack track = new RemoteTrack(
                section.mid(), section.theirs().stream(), section.theirs().track());
        tracks.put(track.mid(), new Entry(track, section.theirs().ssrc()));
        listener.trackAdded(track);
    }

    private void remove(Entry entry) {
        tracks.remove(entry.track().mid());
        closeSources(source -> source.track() == entry.track());
        listener.trackRemoved(entry.track());
    }

    private void closeSources(Predicate<AudioSource> which) {
        sources.values().removeIf(source -> {
            boolean ends = which.test(source);
            if (ends) {
                source.close();
            }
            return ends;
        });
    }

    /** An authentic packet. */
    void received(RtpPacket packet, byte[] data, long nowMillis) {
        AudioSource source = sources.get(packet.ssrc());
        if (source == null) {
            source = open(packet);
        }
        if (source == null || source.payloadType() != packet.payloadType()) {
            unrouted++;
        } else {
            source.received(packet, data, nowMillis);
        }
    }

    private @Nullable AudioSource open(RtpPacket packet) {
        Agreement.Audio section = router.route(packet);
        Entry entry = section == null ? null : tracks.get(section.mid());
        if (section == null || entry == null) {
            return null;
        }
        closeSources(source -> source.track() == entry.track());
        AudioSource source = new AudioSource(engine, packet.ssrc(), entry.track(), section.theirs(), listener);
        sources.put(packet.ssrc(), source);
        return source;
    }

    @Nullable AudioSource source(int ssrc) {
        return sources.get(ssrc);
    }

    Collection<AudioSource> sources() {
        return sources.values();
    }

    /** The source says that it has ended; its track may get another one. */
    void goodbye(int ssrc) {
        closeSources(source -> source.ssrc() == ssrc);
        router.forget(ssrc);
    }

    void tick() {
        for (AudioSource source : sources.values()) {
            source.tick();
        }
    }

    /** Whether packets are missing that are worth asking for. */
    boolean hasWanted() {
        for (AudioSource source : sources.values()) {
            if (source.wanted() != null) {
                return true;
            }
        }
        return false;
    }

    /** Packets that belonged to no section. */
    long unrouted() {
        return unrouted;
    }

    List<PeerStatistics.Received> figures() {
        return sources.values().stream().map(AudioSource::figures).toList();
    }

    void close() {
        List.copyOf(tracks.values()).forEach(this::remove);
    }
}
