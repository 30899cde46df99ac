package dev.parley.realtime.livekit.room;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What of a participant is new: two moments of one stay become events. */
final class ParticipantChanges {
    private ParticipantChanges() {}

    static void tell(RoomParticipant before, RoomParticipant after, List<RoomEvent> events) {
        if (!after.name().equals(before.name())) {
            events.add(new RoomEvent.ParticipantNameChanged(after, before.name()));
        }
        if (!after.metadata().equals(before.metadata())) {
            events.add(new RoomEvent.ParticipantMetadataChanged(after, before.metadata()));
        }
        if (!after.attributes().equals(before.attributes())) {
            events.add(new RoomEvent.ParticipantAttributesChanged(
                    after, changed(before.attributes(), after.attributes())));
        }
        if (!after.permission().equals(before.permission())) {
            events.add(new RoomEvent.ParticipantPermissionsChanged(after));
        }
    }

    private static Map<String, String> changed(Map<String, String> before, Map<String, String> after) {
        Map<String, String> changed = new HashMap<>();
        before.keySet().forEach(key -> changed.put(key, ""));
        changed.putAll(after);
        changed.entrySet().removeIf(entry -> entry.getValue().equals(before.get(entry.getKey())));
        return Map.copyOf(changed);
    }

    static void tellTracks(RoomParticipant before, RoomParticipant after, List<RoomEvent> events) {
        before.tracks().values().stream()
                .filter(track -> !after.tracks().containsKey(track.sid()))
                .forEach(track -> events.add(new RoomEvent.TrackUnpublished(after, track)));
        for (TrackPublication track : after.tracks().values()) {
            TrackPublication known = before.tracks().get(track.sid());
            if (known == null) {
                events.add(new RoomEvent.TrackPublished(after, track));
            } else {
                tellMuted(known, after, track, events);
            }
        }
    }

    static void tellMuted(
            TrackPublication before, RoomParticipant participant, TrackPublication after, List<RoomEvent> events) {
        if (after.muted() && !before.muted()) {
            events.add(new RoomEvent.TrackMuted(participant, after));
        } else if (!after.muted() && before.muted()) {
            events.add(new RoomEvent.TrackUnmuted(participant, after));
        }
    }
}
