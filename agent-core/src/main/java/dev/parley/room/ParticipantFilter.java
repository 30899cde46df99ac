package dev.parley.room;

import java.util.Optional;
import java.util.Set;

/**
 * Which participants are meant.
 *
 * @param identity only the one of this identity; empty for any
 * @param kinds only these
 */
public record ParticipantFilter(Optional<String> identity, Set<Participant.Kind> kinds) {

    /** Copies the set. */
    public ParticipantFilter {
        kinds = Set.copyOf(kinds);
    }

    /** Whoever is a person: LiveKit's kinds CONNECTOR, SIP and STANDARD. */
    public static ParticipantFilter people() {
        return new ParticipantFilter(
                Optional.empty(), Set.of(Participant.Kind.CONNECTOR, Participant.Kind.SIP, Participant.Kind.STANDARD));
    }

    /** The one of this identity, if a person. */
    public ParticipantFilter withIdentity(String wanted) {
        return new ParticipantFilter(Optional.of(wanted), kinds);
    }

    /** Those of these kinds. */
    public ParticipantFilter withKinds(Set<Participant.Kind> wanted) {
        return new ParticipantFilter(identity, wanted);
    }

    /** Whether this participant is meant. */
    public boolean matches(Participant participant) {
        return kinds.contains(participant.kind())
                && identity.map(participant.identity()::equals).orElse(true);
    }
}
