package dev.parley.realtime.livekit.media;

import dev.parley.realtime.livekit.strand.Strand;
import dev.parley.rtc.PeerState;
import dev.parley.rtc.RemoteTrack;
import dev.parley.rtc.RtcPeerListener;
import dev.parley.rtc.datachannel.DataChannel;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Predicate;

/** What one peer connection tells, brought to the room's strand; audio goes straight through, by its track. */
final class RoomPeer implements RtcPeerListener {
    private final Strand strand;
    private final MediaListener listener;
    private final Predicate<RoomPeer> current;
    private volatile Map<String, String> trackByMid = Map.of();

    /** @param current whether this is still the room's connection; asked on the strand */
    RoomPeer(Strand strand, MediaListener listener, Predicate<RoomPeer> current) {
        this.strand = strand;
        this.listener = listener;
        this.current = current;
    }

    /** Which track the server sends on each section by now. */
    void carries(Map<String, String> sidByMid) {
        trackByMid = Map.copyOf(sidByMid);
    }

    @Override
    public void connected() {
        tell(listener::onConnected);
    }

    @Override
    public void restarted() {
        tell(listener::onRestarted);
    }

    @Override
    public void stateChanged(PeerState state) {
        // Silence for a while may mend itself; for too long, it ends the connection.
    }

    @Override
    public void trackAdded(RemoteTrack track) {
        track.listen();
    }

    @Override
    public void trackRemoved(RemoteTrack track) {
        // The room's signals tell of it.
    }

    @Override
    public void audio(RemoteTrack track, short[] pcm) {
        String sid = trackByMid.get(track.mid());
        if (sid != null) {
            listener.onAudio(sid, pcm);
        }
    }

    @Override
    public void ended(String reason) {
        tell(() -> listener.onFailed("the media connection ended: " + reason));
    }

    @Override
    public void opened(DataChannel channel) {
        // Ours are opened by their futures; the server's need nothing but to be read.
    }

    @Override
    public void text(DataChannel channel, String text) {
        // LiveKit's packets are binary.
    }

    @Override
    public void binary(DataChannel channel, ByteBuffer data) {
        tell(() -> listener.onPacket(data));
    }

    @Override
    public void closed(DataChannel channel) {
        // The connection's end tells all that matters.
    }

    private void tell(Runnable what) {
        strand.execute(() -> {
            if (current.test(this)) {
                what.run();
            }
        });
    }
}
