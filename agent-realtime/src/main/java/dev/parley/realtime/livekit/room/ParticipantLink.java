package dev.parley.realtime.livekit.room;

import dev.parley.room.Participant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Which participant an agent talks to: one at a time, the first who is suitable, until that one leaves. Immutable. */
public final class ParticipantLink {
    private static final Set<Participant.Kind> PEOPLE =
            Set.of(Participant.Kind.CONNECTOR, Participant.Kind.SIP, Participant.Kind.STANDARD);

    private final Predicate<? super Participant> suitable;
    private final Optional<RoomParticipant> linked;

    private ParticipantLink(Predicate<? super Participant> suitable, Optional<RoomParticipant> linked) {
        this.suitable = suitable;
        this.linked = linked;
    }

    /** Whoever is a person: LiveKit's kinds CONNECTOR, SIP and STANDARD. */
    public static ParticipantLink people() {
        return to(participant -> PEOPLE.contains(participant.kind()));
    }

    /** The first of these. */
    public static ParticipantLink to(Predicate<? super Participant> suitable) {
        return new ParticipantLink(suitable, Optional.empty());
    }

    /** The link in this state of the room: the same stay as before if it is still there, else the first who came. */
    public ParticipantLink in(RoomState room) {
        Optional<RoomParticipant> still =
                linked.flatMap(before -> Optional.ofNullable(room.remotes().get(before.identity()))
                        .filter(now -> now.sid().equals(before.sid())));
        Optional<RoomParticipant> now = still.isPresent()
                ? still
                : room.remotes().values().stream().filter(suitable).findFirst();
        return new ParticipantLink(suitable, now);
    }

    /** Who it is; empty while nobody suitable is there. */
    public Optional<RoomParticipant> participant() {
        return linked;
    }
}
