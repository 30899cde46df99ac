package dev.parley.realtime.livekit;

import dev.parley.livekit.proto.MuteTrackRequest;
import dev.parley.livekit.proto.SignalRequest;
import dev.parley.livekit.proto.SyncState;
import dev.parley.livekit.proto.TrackInfo;
import dev.parley.livekit.proto.TrackPublishedResponse;
import dev.parley.livekit.proto.TrackType;
import dev.parley.livekit.proto.UpdateSubscription;
import dev.parley.realtime.livekit.room.RoomState;
import dev.parley.realtime.livekit.room.TrackPublication;
import dev.parley.room.AutoSubscribe;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the application asked of the server and a new connection does not know of: which tracks of others to receive, and that ours
 * is muted. On the room's strand only. Wishes for a track end with it.
 */
final class RoomWishes {
    private final AutoSubscribe rule;
    private final Map<String, Boolean> subscriptions = new LinkedHashMap<>();
    private boolean muted;

    /** @param rule what holds for tracks without a wish */
    RoomWishes(AutoSubscribe rule) {
        this.rule = rule;
    }

    /** Whether the server is to send all tracks by itself. It knows all and none; what lies between is asked for track by track. */
    boolean serverSubscribes() {
        return rule == AutoSubscribe.ALL;
    }

    /** Another has a new track: what is to be said so that it is received as the rule has it. */
    Optional<SignalRequest> trackPublished(TrackPublication track) {
        boolean asked = switch (rule) {
            case ALL, NONE -> false;
            case AUDIO_ONLY -> track.type() == TrackType.AUDIO;
            case VIDEO_ONLY -> track.type() == TrackType.VIDEO;
        };
        return asked && !subscriptions.containsKey(track.sid())
                ? Optional.of(subscribe(List.of(track.sid()), true))
                : Optional.empty();
    }

    /** Asks to receive these tracks of others, or not to. */
    SignalRequest subscribe(Collection<String> trackSids, boolean wanted) {
        trackSids.forEach(sid -> subscriptions.put(sid, wanted));
        return subscription(trackSids, wanted);
    }

    /** Asks to mute this track of ours, or to unmute it. */
    SignalRequest mute(String trackSid, boolean mute) {
        muted = mute;
        return SignalRequest.newBuilder()
                .setMute(MuteTrackRequest.newBuilder().setSid(trackSid).setMuted(mute))
                .build();
    }

    /** A track of another is gone. */
    void trackGone(String trackSid) {
        subscriptions.remove(trackSid);
    }

    /** What is to be said when the room was joined anew; nothing if the rule holds for all. */
    Optional<SignalRequest> afterRejoin() {
        List<String> exceptions = exceptions();
        return exceptions.isEmpty() ? Optional.empty() : Optional.of(subscription(exceptions, !serverSubscribes()));
    }

    /** What is to be said when our track was published anew. */
    Optional<SignalRequest> afterPublished(String trackSid) {
        return muted ? Optional.of(mute(trackSid, true)) : Optional.empty();
    }

    /** What is to be said when the signals were resumed, so that the server sees whether it still knows the same. */
    SignalRequest afterResume(RoomState room, String cid) {
        SyncState.Builder sync = SyncState.newBuilder()
                .setSubscription(UpdateSubscription.newBuilder()
                        .addAllTrackSids(exceptions())
                        .setSubscribe(!serverSubscribes()));
        room.local()
                .tracks()
                .values()
                .forEach(track -> sync.addPublishTracks(TrackPublishedResponse.newBuilder()
                        .setCid(cid)
                        .setTrack(TrackInfo.newBuilder()
                                .setSid(track.sid())
                                .setName(track.name())
                                .setType(track.type())
                                .setSource(track.source())
                                .setMuted(track.muted()))));
        return SignalRequest.newBuilder().setSyncState(sync).build();
    }

    private List<String> exceptions() {
        return subscriptions.entrySet().stream()
                .filter(wish -> wish.getValue() != serverSubscribes())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static SignalRequest subscription(Collection<String> trackSids, boolean wanted) {
        return SignalRequest.newBuilder()
                .setSubscription(UpdateSubscription.newBuilder()
                        .addAllTrackSids(trackSids)
                        .setSubscribe(wanted))
                .build();
    }
}
