package dev.parley.realtime.livekit.room;

import dev.parley.room.Participant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which participant an agent talks to: one at a time, the first who is suitable. Who is gone has the link again when they are back,
 * as after a break of the network, whoever had it meanwhile; unless they were forgotten. Immutable.
 */
public final class ParticipantLink {
    private static final Set<Participant.Kind> PEOPLE =
            Set.of(Participant.Kind.CONNECTOR, Participant.Kind.SIP, Participant.Kind.STANDARD);

    private final Predicate<? super Participant> suitable;
    /** Identity of the one it began with; empty while there was nobody. */
    private final String first;

    private final Optional<RoomParticipant> linked;

    private ParticipantLink(Predicate<? super Participant> suitable, String first, Optional<RoomParticipant> linked) {
        this.suitable = suitable;
        this.first = first;
        this.linked = linked;
    }

    /** Whoever is a person: LiveKit's kinds CONNECTOR, SIP and STANDARD. */
    public static ParticipantLink people() {
        return to(participant -> PEOPLE.contains(participant.kind()));
    }

    /** The first of these. */
    public static ParticipantLink to(Predicate<? super Participant> suitable) {
        return new ParticipantLink(suitable, "", Optional.empty());
    }

    /** The link in this state of the room. */
    public ParticipantLink in(RoomState room) {
        Optional<RoomParticipant> now = there(room, first)
                .or(() -> linked.flatMap(before -> there(room, before.identity())))
                .or(() -> room.remotes().values().stream().filter(suitable).findFirst());
        String began = first.isEmpty() ? now.map(RoomParticipant::identity).orElse("") : first;
        return new ParticipantLink(suitable, began, now);
    }

    private Optional<RoomParticipant> there(RoomState room, String identity) {
        return Optional.ofNullable(room.remotes().get(identity)).filter(suitable);
    }

    /** The same without this one, if they had it: they left on purpose, or were put out. */
    public ParticipantLink forget(String identity) {
        boolean had = linked.filter(one -> one.identity().equals(identity)).isPresent();
        return new ParticipantLink(suitable, first.equals(identity) ? "" : first, had ? Optional.empty() : linked);
    }

    /** Who it is; empty while nobody suitable is there. */
    public Optional<RoomParticipant> participant() {
        return linked;
    }
}
