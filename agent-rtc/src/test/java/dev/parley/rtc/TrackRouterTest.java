package dev.parley.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.rtc.rtp.RtpPacket;
import dev.parley.rtc.rtp.RtpSender;
import dev.parley.rtc.sdp.Direction;
import dev.parley.rtc.sdp.MediaSection;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrackRouterTest {
    private final TrackRouter router = new TrackRouter();

    @Test
    void shouldFollowTheDescription() {
        router.apply(List.of(section("a", 0, 0), section("b", 7, 0)));

        assertThat(mid(packet(7, 111, ""))).isEqualTo("b");
    }

    @Test
    void shouldFollowThePacketIfTheDescriptionTellsNoSource() {
        router.apply(List.of(section("a", 0, 4), section("b", 0, 4)));

        assertThat(mid(packet(8, 111, "b"))).isEqualTo("b");
        assertThat(mid(packet(9, 111, "a"))).isEqualTo("a");
    }

    @Test
    void shouldTakeTheFirstFreeSectionIfNothingIsTold() {
        router.apply(List.of(section("told", 5, 0), section("a", 0, 0), section("b", 0, 0)));

        assertThat(mid(packet(1, 111, ""))).isEqualTo("a");
        assertThat(mid(packet(2, 111, ""))).isEqualTo("b");
        assertThat(mid(packet(3, 111, ""))).isEqualTo("none");
        router.forget(1);
        assertThat(mid(packet(3, 111, ""))).isEqualTo("a");
    }

    @Test
    void shouldLetTheSourceOfAnOnlySectionChange() {
        router.apply(List.of(section("told", 5, 0), section("a", 0, 0)));

        assertThat(mid(packet(1, 111, ""))).isEqualTo("a");
        assertThat(mid(packet(2, 111, ""))).isEqualTo("a");
    }

    @Test
    void shouldRefuseStrangersAndOtherPayloads() {
        router.apply(List.of(section("a", 5, 0)));

        assertThat(mid(packet(1, 111, ""))).isEqualTo("none");
        assertThat(mid(packet(5, 63, ""))).isEqualTo("none");
    }

    @Test
    void shouldGiveUpAGuessThatADescriptionContradicts() {
        router.apply(List.of(section("a", 0, 0)));
        assertThat(mid(packet(1, 111, ""))).isEqualTo("a");

        router.apply(List.of(section("a", 0, 0), section("b", 1, 0)));

        assertThat(router.allows(1, "a")).isFalse();
        assertThat(router.allows(1, "b")).isTrue();
        assertThat(mid(packet(1, 111, ""))).isEqualTo("b");
        assertThat(mid(packet(2, 111, ""))).isEqualTo("a");
    }

    private String mid(RtpPacket packet) {
        Agreement.Audio section = router.route(packet);
        return section == null ? "none" : section.mid();
    }

    private static Agreement.Audio section(String mid, long ssrc, int midId) {
        return new Agreement.Audio(
                MediaSection.audio(mid, Direction.RECVONLY, "", "", 0),
                MediaSection.audio(mid, Direction.SENDONLY, "s", "t", ssrc).withMidExtension(midId));
    }

    private static RtpPacket packet(int ssrc, int payloadType, String mid) {
        RtpSender sender = new RtpSender(ssrc, payloadType, 0, 1, mid.isEmpty() ? 0 : 4, mid, 100);
        int length = sender.write(0, false, 30, new byte[20], 0, 20);
        RtpPacket packet = new RtpPacket();
        assertThat(packet.wrap(sender.buffer(), 0, length)).isTrue();
        assertThat(packet.payloadLength()).isEqualTo(20);
        assertThat(packet.audioLevel(1)).isEqualTo(30);
        return packet;
    }
}
