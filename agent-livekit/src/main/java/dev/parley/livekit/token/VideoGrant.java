package dev.parley.livekit.token;

import dev.parley.livekit.proto.TrackSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a token allows with rooms; LiveKit calls it the video grant, whatever is heard or seen.
 *
 * @param permissions what is allowed; publish, subscribe and data unless taken away
 * @param room the room that joining and managing is for; empty if none
 * @param destinationRoom the room to move or forward participants to; empty if none
 * @param publishSources the only sources that may be published; empty for all
 */
public record VideoGrant(
        Set<RoomPermission> permissions, String room, String destinationRoom, Set<TrackSource> publishSources) {
    /** Copies the sets. */
    public VideoGrant {
        permissions = Set.copyOf(permissions);
        publishSources = Set.copyOf(publishSources);
    }

    /** Nothing but what holds by default. */
    public static VideoGrant none() {
        return builder().build();
    }

    /** Joins this room, with everything that participants may do by default. */
    public static VideoGrant join(String room) {
        return builder().allow(RoomPermission.ROOM_JOIN).room(room).build();
    }

    /** Manages this room. */
    public static VideoGrant admin(String room) {
        return builder().allow(RoomPermission.ROOM_ADMIN).room(room).build();
    }

    /** Registers as a worker. */
    public static VideoGrant worker() {
        return of(RoomPermission.AGENT);
    }

    /** These permissions, without a room. */
    public static VideoGrant of(RoomPermission... permissions) {
        return builder().allow(permissions).build();
    }

    /** A grant to be filled in, with what holds by default. */
    public static Builder builder() {
        return new Builder();
    }

    /** Whether this is allowed. */
    public boolean allows(RoomPermission permission) {
        return permissions.contains(permission);
    }

    /** Collects a grant. Not thread-safe. */
    public static final class Builder {
        private final EnumSet<RoomPermission> permissions = EnumSet.noneOf(RoomPermission.class);
        private final EnumSet<TrackSource> sources = EnumSet.noneOf(TrackSource.class);
        private String room = "";
        private String destinationRoom = "";

        private Builder() {
            Arrays.stream(RoomPermission.values())
                    .filter(RoomPermission::byDefault)
                    .forEach(permissions::add);
        }

        /** Allows these. */
        public Builder allow(RoomPermission... allowed) {
            permissions.addAll(Arrays.asList(allowed));
            return this;
        }

        /** Takes these away. */
        public Builder deny(RoomPermission... denied) {
            Arrays.asList(denied).forEach(permissions::remove);
            return this;
        }

        /** The room that joining and managing is for. */
        public Builder room(String name) {
            room = name;
            return this;
        }

        /** The room to move or forward participants to. */
        public Builder destinationRoom(String name) {
            destinationRoom = name;
            return this;
        }

        /**
         * Only these sources may be published.
         *
         * @throws IllegalArgumentException for a source without a name in claims
         */
        public Builder publishOnly(Collection<TrackSource> only) {
            only.forEach(source -> {
                if (source == TrackSource.UNKNOWN || source == TrackSource.UNRECOGNIZED) {
                    throw new IllegalArgumentException("source to publish: " + source
                            + " (expected: CAMERA, MICROPHONE, SCREEN_SHARE or SCREEN_SHARE_AUDIO)");
                }
            });
            sources.clear();
            sources.addAll(only);
            return this;
        }

        /** The grant. */
        public VideoGrant build() {
            return new VideoGrant(permissions, room, destinationRoom, sources);
        }
    }
}
