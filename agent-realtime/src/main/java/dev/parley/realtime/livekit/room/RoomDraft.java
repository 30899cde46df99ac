package dev.parley.realtime.livekit.room;

import dev.parley.livekit.proto.ConnectionQualityInfo;
import dev.parley.livekit.proto.ConnectionQualityUpdate;
import dev.parley.livekit.proto.DisconnectReason;
import dev.parley.livekit.proto.MuteTrackRequest;
import dev.parley.livekit.proto.ParticipantInfo;
import dev.parley.livekit.proto.Room;
import dev.parley.livekit.proto.RoomMovedResponse;
import dev.parley.livekit.proto.SpeakerInfo;
import dev.parley.livekit.proto.SpeakersChanged;
import dev.parley.livekit.proto.StreamStateInfo;
import dev.parley.livekit.proto.StreamStateUpdate;
import dev.parley.livekit.proto.SubscriptionPermissionUpdate;
import dev.parley.livekit.proto.SubscriptionResponse;
import dev.parley.livekit.proto.TrackPublishedResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The next {@link RoomState} while a signal is worked in. Used once, by one thread. */
final class RoomDraft {
    private final RoomState before;
    private final List<RoomEvent> events = new ArrayList<>();
    private final Map<String, RoomParticipant> remotes;
    private RoomParticipant local;
    private RoomState room;

    RoomDraft(RoomState before) {
        this.before = before;
        this.room = before;
        this.local = before.local();
        this.remotes = new LinkedHashMap<>(before.remotes());
    }

    RoomStep step() {
        RoomState after = new RoomState(
                room.sid(), room.name(), room.metadata(), room.recording(), local, remotes, before.serverVersion());
        return new RoomStep(after, events);
    }

    void room(Room now) {
        if (!now.getMetadata().equals(room.metadata())) {
            events.add(new RoomEvent.RoomMetadataChanged(now.getMetadata()));
        }
        if (now.getActiveRecording() != room.recording()) {
            events.add(new RoomEvent.RecordingStatusChanged(now.getActiveRecording()));
        }
        room = room.withRoom(now);
    }

    void update(ParticipantInfo info) {
        if (info.getIdentity().equals(local.identity())) {
            updateLocal(info);
        } else if (info.getState() == ParticipantInfo.State.DISCONNECTED) {
            disconnected(info);
        } else {
            updateRemote(info);
        }
    }

    /** News of an older stay under this identity, or older than what is known, changes nothing. */
    private void updateLocal(ParticipantInfo info) {
        boolean current = info.getSid().equals(local.sid()) && info.getVersion() >= local.version();
        if (current && info.getState() != ParticipantInfo.State.DISCONNECTED) {
            RoomParticipant known = local;
            local = known.updated(info);
            ParticipantChanges.tell(known, local, events);
            local.tracks().values().forEach(track -> {
                TrackPublication old = known.tracks().get(track.sid());
                if (old != null) {
                    ParticipantChanges.tellMuted(old, local, track, events);
                }
            });
        }
    }

    private void disconnected(ParticipantInfo info) {
        RoomParticipant known = remotes.get(info.getIdentity());
        if (known != null && known.sid().equals(info.getSid())) {
            remove(known, info.getDisconnectReason());
        }
    }

    private void remove(RoomParticipant gone, DisconnectReason reason) {
        remotes.remove(gone.identity());
        gone.tracks().values().forEach(track -> events.add(new RoomEvent.TrackUnpublished(gone, track)));
        events.add(new RoomEvent.ParticipantDisconnected(gone, reason));
    }

    private void updateRemote(ParticipantInfo info) {
        RoomParticipant known = remotes.get(info.getIdentity());
        if (known == null) {
            add(RoomParticipant.of(info));
        } else if (!known.sid().equals(info.getSid())) {
            remove(known, DisconnectReason.DUPLICATE_IDENTITY);
            add(RoomParticipant.of(info));
        } else if (info.getVersion() >= known.version()) {
            RoomParticipant now = known.updated(info);
            remotes.put(now.identity(), now);
            ParticipantChanges.tell(known, now, events);
            ParticipantChanges.tellTracks(known, now, events);
        }
    }

    private void add(RoomParticipant participant) {
        remotes.put(participant.identity(), participant);
        events.add(new RoomEvent.ParticipantConnected(participant));
        participant.tracks().values().forEach(track -> events.add(new RoomEvent.TrackPublished(participant, track)));
    }

    /** This side under a new sid; its tracks are to be published anew. */
    void newLocal(ParticipantInfo info) {
        RoomParticipant known = local;
        local = RoomParticipant.of(info);
        known.tracks().values().forEach(track -> events.add(new RoomEvent.LocalTrackUnpublished(track)));
        ParticipantChanges.tell(known, local, events);
    }

    void onlyThese(List<ParticipantInfo> all) {
        Set<String> there = new HashSet<>();
        all.forEach(info -> there.add(info.getIdentity()));
        List.copyOf(remotes.values()).stream()
                .filter(remote -> !there.contains(remote.identity()))
                .forEach(remote -> remove(remote, DisconnectReason.UNKNOWN_REASON));
        all.forEach(this::update);
    }

    void moved(RoomMovedResponse moved, List<ParticipantInfo> all) {
        List.copyOf(remotes.values()).forEach(remote -> remove(remote, DisconnectReason.UNKNOWN_REASON));
        events.add(new RoomEvent.Moved(moved.getRoom().getName()));
        room(moved.getRoom());
        if (moved.hasParticipant()) {
            local = RoomParticipant.of(moved.getParticipant());
        }
        all.forEach(this::update);
    }

    void localTrackPublished(TrackPublishedResponse published) {
        TrackPublication track = TrackPublication.of(published.getTrack());
        local = local.withTrack(track);
        events.add(new RoomEvent.LocalTrackPublished(published.getCid(), track));
    }

    void localTrackGone(String sid) {
        TrackPublication track = local.tracks().get(sid);
        if (track != null) {
            local = local.withoutTrack(sid);
            events.add(new RoomEvent.LocalTrackUnpublished(track));
        }
    }

    void localTrackSubscribed(String sid) {
        TrackPublication track = local.tracks().get(sid);
        if (track != null) {
            events.add(new RoomEvent.LocalTrackSubscribed(track));
        }
    }

    void localTrackMuted(MuteTrackRequest mute) {
        TrackPublication track = local.tracks().get(mute.getSid());
        if (track != null) {
            TrackPublication now = track.withMuted(mute.getMuted());
            local = local.withTrack(now);
            ParticipantChanges.tellMuted(track, local, now, events);
        }
    }

    /** Only those whose level changed are in the signal; the others speak on. */
    void speakers(SpeakersChanged changed) {
        for (SpeakerInfo speaker : changed.getSpeakersList()) {
            float level = speaker.getActive() ? Math.max(speaker.getLevel(), Float.MIN_VALUE) : 0;
            replace(speaker.getSid(), participant -> participant.withAudioLevel(level));
        }
        List<RoomParticipant> speaking = Stream.concat(Stream.of(local), remotes.values().stream())
                .filter(RoomParticipant::isSpeaking)
                .sorted(Comparator.comparingDouble(RoomParticipant::audioLevel).reversed())
                .toList();
        events.add(new RoomEvent.ActiveSpeakersChanged(speaking));
    }

    void qualities(ConnectionQualityUpdate update) {
        for (ConnectionQualityInfo info : update.getUpdatesList()) {
            Optional<RoomParticipant> known = bySid(info.getParticipantSid());
            if (known.isPresent() && known.get().quality() != info.getQuality()) {
                RoomParticipant now = known.get().withQuality(info.getQuality());
                replace(now.sid(), old -> now);
                events.add(new RoomEvent.ConnectionQualityChanged(now, info.getQuality()));
            }
        }
    }

    void streamStates(StreamStateUpdate update) {
        for (StreamStateInfo info : update.getStreamStatesList()) {
            bySid(info.getParticipantSid()).ifPresent(participant -> {
                TrackPublication track = participant.tracks().get(info.getTrackSid());
                if (track != null) {
                    events.add(new RoomEvent.TrackStreamStateChanged(participant, track, info.getState()));
                }
            });
        }
    }

    void subscriptionFailed(SubscriptionResponse response) {
        events.add(new RoomEvent.TrackSubscriptionFailed(response.getTrackSid(), response.getErr()));
    }

    void subscriptionPermission(SubscriptionPermissionUpdate update) {
        bySid(update.getParticipantSid()).ifPresent(participant -> {
            TrackPublication track = participant.tracks().get(update.getTrackSid());
            if (track != null) {
                events.add(new RoomEvent.TrackSubscriptionPermissionChanged(participant, track, update.getAllowed()));
            }
        });
    }

    private Optional<RoomParticipant> bySid(String sid) {
        return Stream.concat(Stream.of(local), remotes.values().stream())
                .filter(participant -> participant.sid().equals(sid))
                .findFirst();
    }

    private void replace(String sid, UnaryOperator<RoomParticipant> change) {
        if (local.sid().equals(sid)) {
            local = change.apply(local);
        } else {
            bySid(sid).ifPresent(known -> remotes.put(known.identity(), change.apply(known)));
        }
    }
}
