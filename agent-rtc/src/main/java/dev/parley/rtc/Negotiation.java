package dev.parley.rtc;

import dev.parley.rtc.dtls.DtlsRole;
import dev.parley.rtc.dtls.Fingerprint;
import dev.parley.rtc.ice.IceCandidate;
import dev.parley.rtc.ice.IceCredentials;
import dev.parley.rtc.ice.IceRole;
import dev.parley.rtc.sdp.Direction;
import dev.parley.rtc.sdp.MediaSection;
import dev.parley.rtc.sdp.SessionDescription;
import dev.parley.rtc.sdp.Setup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Offers and answers of one connection (RFC 3264, RFC 8829). Thread-safe; touches no transport.
 *
 * <pre>
 * stable ─ offer ─▶ offering ─ answered ─▶ stable        offer again while offering: the new one counts
 * stable ─ answer ─▶ stable                              answer while offering: refused, one side must wait
 * </pre>
 *
 * <p>Over all rounds stay the same: origin's session id, fingerprints, DTLS roles, the order of sections and the SSRC of each; ICE
 * credentials too, but for a restart of ours. Sections are only appended; one that is not needed becomes inactive. A description refused changes nothing.
 */
final class Negotiation {
    private final RandomGenerator random;
    private final Fingerprint fingerprint;
    private final List<IceCandidate> candidates;
    private final long sessionId;
    private final Map<String, Integer> ssrcs = new HashMap<>();

    private IceCredentials credentials;
    private boolean restarting;
    private long version;
    private List<MediaSection> ours = List.of();
    private @Nullable List<MediaSection> offered;
    private @Nullable Agreement agreed;
    private String speakingMid = "";

    Negotiation(
            RandomGenerator random,
            IceCredentials credentials,
            Fingerprint fingerprint,
            List<IceCandidate> candidates) {
        this.random = random;
        this.credentials = credentials;
        this.fingerprint = fingerprint;
        this.candidates = candidates;
        this.sessionId = random.nextLong() >>> 2;
    }

    /** What an answer of ours says, and what it makes true. */
    record Answer(String sdp, Agreement agreement) {}

    /** An offer with these sections; later ones keep the DTLS role, whatever the setup. */
    synchronized String offer(Setup setup, List<MediaSection> sections) {
        requireAppended(sections);
        List<MediaSection> sourced = sections.stream().map(this::withSource).toList();
        offered = sourced;
        return describe(setup == Setup.ACTPASS ? setup : kept(setup), sourced);
    }

    /** An offer with ICE credentials of its own; its answer brings the other side's (RFC 8839 §4.4). */
    synchronized String restartOffer(Setup setup, List<MediaSection> sections) {
        requireAppended(sections);
        credentials = IceCredentials.random(random);
        restarting = true;
        return offer(setup, sections);
    }

    private void requireAppended(List<MediaSection> sections) {
        requireSameOrder("offer", sections, ours);
        if (sections.stream().map(MediaSection::mid).distinct().count() != sections.size()) {
            throw new IllegalArgumentException(
                    "offer: " + sections.stream().map(MediaSection::mid).toList()
                            + " (expected: a mid of its own for each section)");
        }
    }

    private static void requireSameOrder(String what, List<MediaSection> sections, List<MediaSection> before) {
        for (int i = 0; i < before.size(); i++) {
            String expected = before.get(i).mid();
            String mid = i < sections.size() ? sections.get(i).mid() : "none";
            if (!mid.equals(expected)) {
                throw new IllegalArgumentException(what + ", section " + i + ": mid " + mid + " (expected: " + expected
                        + "; sections keep their order, and new ones are appended)");
            }
        }
    }

    /** Takes the answer to our offer. */
    synchronized Agreement answered(String sdp) {
        List<MediaSection> asked = offered;
        if (asked == null) {
            throw new IllegalStateException("answer: unexpected (expected: after an offer of ours, and once)");
        }
        SessionDescription answer = parsed(sdp);
        if (answer.sections().size() != asked.size()) {
            throw new IllegalArgumentException("answer: " + answer.sections().size() + " sections (expected: "
                    + asked.size() + ", those of the offer)");
        }
        requireSameOrder("answer", answer.sections(), asked);
        requireSameTransport(answer);
        Agreement before = agreed;
        DtlsRole role = before != null ? before.dtlsRole() : role(answer);
        Agreement now = new Agreement(
                answer, asked, before != null ? before.iceRole() : IceRole.CONTROLLING, role, credentials);
        ours = asked;
        offered = null;
        restarting = false;
        agreed = now;
        return now;
    }

    /** Answers an offer; the first audio section that can, and from then on the same one, sends our track if it has a name. */
    synchronized Answer answer(String sdp, String stream, String track) {
        if (offered != null) {
            throw new IllegalStateException(
                    "offer: both sides made one (expected: one at a time; ours waits for its answer)");
        }
        SessionDescription offer = parsed(sdp);
        requireSameOrder("offer", offer.sections(), ours);
        requireSameTransport(offer);
        List<MediaSection> sections = new ArrayList<>();
        for (MediaSection theirs : offer.sections()) {
            sections.add(theirs.kind() == MediaSection.Kind.AUDIO ? answering(theirs, stream, track) : theirs);
        }
        Agreement before = agreed;
        IceRole ice = offer.iceLite() ? IceRole.CONTROLLING : IceRole.CONTROLLED;
        DtlsRole role = before != null ? before.dtlsRole() : role(offer);
        Agreement now = new Agreement(offer, sections, before != null ? before.iceRole() : ice, role, credentials);
        ours = now.ours();
        agreed = now;
        return new Answer(describe(setup(role), ours), now);
    }

    private MediaSection answering(MediaSection theirs, String stream, String track) {
        boolean asked = theirs.direction().receives() && !track.isEmpty();
        if (asked && speakingMid.isEmpty()) {
            speakingMid = theirs.mid();
        }
        boolean sends = asked && speakingMid.equals(theirs.mid());
        Direction direction = Direction.of(sends, theirs.direction().sends());
        return withSource(theirs.answeredWith(direction, sends ? stream : "", sends ? track : ""));
    }

    /** Our sections as they were agreed last; what the next offer starts with. */
    synchronized List<MediaSection> sections() {
        return ours;
    }

    private MediaSection withSource(MediaSection section) {
        boolean sends =
                section.kind() == MediaSection.Kind.AUDIO && section.direction().sends();
        return sends
                ? section.withSource(
                        Integer.toUnsignedLong(ssrcs.computeIfAbsent(section.mid(), unused -> random.nextInt())))
                : section;
    }

    private void requireSameTransport(SessionDescription theirs) {
        Agreement before = agreed;
        if (before == null) {
            return;
        }
        if (!restarting && !theirs.credentials().equals(before.theirs().credentials())) {
            throw new IllegalArgumentException(
                    "session description: other ICE credentials (expected: the same ones, but in the answer to our ICE restart)");
        }
        if (!theirs.fingerprint().equals(before.theirs().fingerprint())) {
            throw new IllegalArgumentException(
                    "session description: another fingerprint (expected: the same one; a new DTLS association needs a new peer)");
        }
    }

    private static DtlsRole role(SessionDescription theirs) {
        return theirs.setup() == Setup.ACTIVE ? DtlsRole.SERVER : DtlsRole.CLIENT;
    }

    private Setup kept(Setup wanted) {
        Agreement before = agreed;
        return before == null ? wanted : setup(before.dtlsRole());
    }

    private static Setup setup(DtlsRole role) {
        return role == DtlsRole.CLIENT ? Setup.ACTIVE : Setup.PASSIVE;
    }

    private String describe(Setup setup, List<MediaSection> sections) {
        version++;
        return new SessionDescription(sessionId, version, credentials, fingerprint, setup, false, candidates, sections)
                .text();
    }

    private static SessionDescription parsed(String sdp) {
        return SessionDescription.parse(sdp)
                .orElseThrow(() -> new IllegalArgumentException("session description: " + sdp.length()
                        + " characters (expected: BUNDLE with ice-ufrag, ice-pwd, a sha-256 fingerprint and setup)"));
    }
}
