package dev.parley.rtc;

import dev.parley.rtc.dtls.DtlsRole;
import dev.parley.rtc.ice.IceCredentials;
import dev.parley.rtc.ice.IceRole;
import dev.parley.rtc.sdp.MediaSection;
import dev.parley.rtc.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.List;

/**
 * What both sides have agreed on in one round of offer and answer.
 *
 * @param theirs the other side's description
 * @param ours our sections, in the same order as theirs
 * @param iceRole of ours, the same over all rounds
 * @param dtlsRole of ours, the same over all rounds
 * @param credentials of ours, others only after a restart
 */
record Agreement(
        SessionDescription theirs,
        List<MediaSection> ours,
        IceRole iceRole,
        DtlsRole dtlsRole,
        IceCredentials credentials) {
    Agreement {
        ours = List.copyOf(ours);
    }

    /** An audio section that both sides take. */
    record Audio(MediaSection ours, MediaSection theirs) {
        String mid() {
            return ours.mid();
        }

        /** Whether we send on it. */
        boolean sends() {
            return ours.direction().sends() && theirs.direction().receives();
        }

        /** Whether we receive on it. */
        boolean receives() {
            return ours.direction().receives() && theirs.direction().sends();
        }
    }

    List<Audio> audio() {
        List<Audio> audio = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            MediaSection mine = ours.get(i);
            MediaSection other = theirs.sections().get(i);
            if (mine.kind() == MediaSection.Kind.AUDIO && other.kind() == MediaSection.Kind.AUDIO) {
                audio.add(new Audio(mine, other));
            }
        }
        return audio;
    }

    boolean hasData() {
        return theirs.sections().stream().anyMatch(section -> section.kind() == MediaSection.Kind.DATA);
    }
}
