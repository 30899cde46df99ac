package dev.parley.realtime.livekit.media;

import dev.parley.realtime.livekit.strand.Strand;
import dev.parley.rtc.RtcPeerListener;
import dev.parley.rtc.datachannel.DataChannel;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** What one peer connection tells, brought to the room's strand; audio goes straight through, by its track. */
final class RoomPeer implements RtcPeerListener {
    private final Strand strand;
    private final MediaListener listener;
    private final Predicate<RoomPeer> current;
    private final Map<Long, String> trackBySsrc = new ConcurrentHashMap<>();

    /** @param current whether this is still the room's connection; asked on the strand */
    RoomPeer(Strand strand, MediaListener listener, Predicate<RoomPeer> current) {
        this.strand = strand;
        this.listener = listener;
        this.current = current;
    }

    void carries(long ssrc, String trackSid) {
        trackBySsrc.put(ssrc, trackSid);
    }

    Map<Long, String> tracks() {
        return Map.copyOf(trackBySsrc);
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
    public void audio(long ssrc, short[] pcm) {
        String track = trackBySsrc.get(ssrc);
        if (track != null) {
            listener.onAudio(track, pcm);
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
