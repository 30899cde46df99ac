package dev.parley.rtc.sdp;

import dev.parley.rtc.dtls.Fingerprint;
import dev.parley.rtc.ice.IceCandidate;
import dev.parley.rtc.ice.IceCredentials;
import java.util.List;
import java.util.Optional;

/**
 * An offer or an answer: one transport, and the sections bundled on it.
 *
 * @param sessionId origin's number; stays the same over a session
 * @param version origin's version; grows with each description
 * @param credentials for ICE
 * @param fingerprint of the DTLS certificate
 * @param setup who starts DTLS
 * @param iceLite whether the describer only answers checks
 * @param candidates known so far
 * @param sections in the order of the m-lines
 */
public record SessionDescription(
        long sessionId,
        long version,
        IceCredentials credentials,
        Fingerprint fingerprint,
        Setup setup,
        boolean iceLite,
        List<IceCandidate> candidates,
        List<MediaSection> sections) {

    public SessionDescription {
        candidates = List.copyOf(candidates);
        sections = List.copyOf(sections);
    }

    /** Reads SDP text; empty if it lacks what a bundled DTLS transport needs, or is malformed. */
    public static Optional<SessionDescription> parse(String sdp) {
        return SdpReader.read(sdp);
    }

    /** As SDP text (RFC 8866). */
    public String text() {
        return SdpWriter.write(this);
    }

    /** The section of this name. */
    public Optional<MediaSection> section(String mid) {
        return sections.stream().filter(section -> section.mid().equals(mid)).findFirst();
    }
}
