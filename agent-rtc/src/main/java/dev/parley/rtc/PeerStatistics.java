package dev.parley.rtc;

import dev.parley.rtc.ice.IceStatistics;
import dev.parley.rtc.jitter.JitterStatistics;
import dev.parley.rtc.sctp.SctpStatistics;
import dev.parley.rtc.srtp.SrtpSession;
import java.util.List;
import java.util.OptionalLong;

/**
 * Figures of one peer at one instant; counts are since its start.
 *
 * @param state how far the peer is
 * @param ice what ICE has dropped
 * @param srtp what SRTP has dropped
 * @param sctp of the data channels' association
 * @param unsentDatagrams that the socket did not take
 * @param malformedControl RTCP compounds that could not be read
 * @param unroutedPackets authentic packets that belonged to no section
 * @param received remote tracks that have sent something
 * @param sent our tracks
 */
public record PeerStatistics(
        PeerState state,
        IceStatistics ice,
        SrtpSession.Statistics srtp,
        SctpStatistics sctp,
        long unsentDatagrams,
        long malformedControl,
        long unroutedPackets,
        List<Received> received,
        List<Sent> sent) {
    static final long UNKNOWN = -1;

    public PeerStatistics {
        received = List.copyOf(received);
        sent = List.copyOf(sent);
    }

    /**
     * A track of the other side.
     *
     * @param mid name of its section
     * @param packets that came
     * @param lost packets that should have come and did not; negative when doubles came
     * @param jitterMillis mean deviation of the spacing (RFC 3550 §6.4.1)
     * @param playout since somebody listens; all zero while nobody does
     */
    public record Received(
            String mid, long ssrc, long packets, long lost, double jitterMillis, JitterStatistics playout) {}

    /**
     * A track of ours.
     *
     * @param mid name of its section
     * @param octets of payload
     * @param lostShare of its packets as the other side reported last, 0 to 1
     * @param roundTripMillis as the other side's last report gives it, −1 if there was none
     */
    public record Sent(String mid, long ssrc, long packets, long octets, double lostShare, long roundTripMillis) {}

    /** To the other side and back; empty until it has reported on a track of ours. */
    public OptionalLong roundTripMillis() {
        return sent.stream()
                .mapToLong(Sent::roundTripMillis)
                .filter(millis -> millis != UNKNOWN)
                .findFirst();
    }
}
