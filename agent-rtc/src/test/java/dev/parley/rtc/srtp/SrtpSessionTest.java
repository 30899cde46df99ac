package dev.parley.rtc.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.rtc.rtcp.RtcpCodec;
import dev.parley.rtc.rtcp.RtcpPacket;
import dev.parley.rtc.rtcp.RtcpWriter;
import dev.parley.rtc.rtp.RtpSender;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpSessionTest {
    private static final byte[] PAYLOAD = "what the caller says".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void shouldRestoreWhatTheOtherSideProtected(SrtpProfile profile) {
        Pair pair = new Pair(profile);
        RtpSender sender = new RtpSender(7, 111, 65530, 1, 200);
        for (int i = 0; i < 200; i++) {
            int length = sender.write(i * 960, false, 30, PAYLOAD, 0, PAYLOAD.length);
            byte[] plain = Arrays.copyOf(sender.buffer(), length);

            int protectedLength = pair.client.protect(sender.buffer(), length);
            byte[] wire = Arrays.copyOf(sender.buffer(), protectedLength);

            assertThat(protectedLength).isBetween(length + 1, length + SrtpSession.OVERHEAD);
            assertThat(Arrays.copyOf(wire, length)).isNotEqualTo(plain);
            assertThat(pair.server.unprotect(wire, 0, wire.length)).isEqualTo(length);
            assertThat(Arrays.copyOf(wire, length)).isEqualTo(plain);
        }
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void shouldRestoreReports(SrtpProfile profile) {
        Pair pair = new Pair(profile);
        List<RtcpPacket> compound =
                List.of(new RtcpPacket.ReceiverReport(9, List.of()), new RtcpPacket.SourceDescription(9, "parley"));
        byte[] data = new byte[200];
        int length = RtcpWriter.write(data, compound);

        int protectedLength = pair.server.protectControl(data, length);

        assertThat(pair.client.unprotectControl(data, 0, protectedLength)).isEqualTo(length);
        assertThat(RtcpCodec.parse(data, 0, length)).contains(compound);
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void shouldRefuseReplaysAndForgeries(SrtpProfile profile) {
        Pair pair = new Pair(profile);
        RtpSender sender = new RtpSender(7, 111, 0, 0, 200);
        byte[] wire = pair.wire(sender);

        assertThat(pair.server.unprotect(wire.clone(), 0, wire.length)).isPositive();
        assertThat(pair.server.unprotect(wire.clone(), 0, wire.length)).isEqualTo(SrtpSession.DROPPED);
        byte[] next = pair.wire(sender);
        next[20] ^= 1;
        assertThat(pair.server.unprotect(next, 0, next.length)).isEqualTo(SrtpSession.DROPPED);

        assertThat(pair.server.statistics()).isEqualTo(new SrtpSession.Statistics(0, 1, 1, 0));
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void shouldTakePacketsOutOfOrder(SrtpProfile profile) {
        Pair pair = new Pair(profile);
        RtpSender sender = new RtpSender(7, 111, 65500, 0, 200);
        byte[][] wires = new byte[60][];
        for (int i = 0; i < wires.length; i++) {
            wires[i] = pair.wire(sender);
        }
        for (int i = 0; i < wires.length; i += 2) {
            assertThat(pair.server.unprotect(wires[i + 1], 0, wires[i + 1].length))
                    .isPositive();
            assertThat(pair.server.unprotect(wires[i], 0, wires[i].length)).isPositive();
        }
    }

    /** The master key of RFC 3711 §B.3 makes this packet in libsrtp's rtp test driver (srtp_validate). */
    @Test
    void shouldMakeTheReferencePacketOfLibsrtp() {
        byte[] key = HexFormat.of().parseHex("e1f97a0d3e018be0d64fa32c06de4139");
        byte[] salt = HexFormat.of().parseHex("0ec675ad498afeebb6960b3aabe6");
        byte[] exported = new byte[60];
        System.arraycopy(key, 0, exported, 0, 16);
        System.arraycopy(key, 0, exported, 16, 16);
        System.arraycopy(salt, 0, exported, 32, 14);
        System.arraycopy(salt, 0, exported, 46, 14);
        SrtpSession session = new SrtpSession(SrtpKeys.ofExport(SrtpProfile.AES128_CM_HMAC_SHA1_80, exported, true));
        byte[] data = Arrays.copyOf(
                HexFormat.of().parseHex("800f1234decafbadcafebabe" + "abababababababababababababababab"), 28 + 32);

        int length = session.protect(data, 28);

        assertThat(HexFormat.of().formatHex(data, 0, length))
                .isEqualTo("800f1234decafbadcafebabe" + "4e55dc4ce79978d88ca4d215949d2402" + "b78d6acc99ea179b8dbb");
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void shouldSurviveAnyBytes(SrtpProfile profile) {
        Random random = new Random(3711);
        Pair pair = new Pair(profile);
        RtpSender sender = new RtpSender(7, 111, 0, 1, 200);
        for (int round = 0; round < 5000; round++) {
            byte[] wire = pair.wire(sender);
            for (int i = random.nextInt(4); i >= 0; i--) {
                wire[random.nextInt(random.nextBoolean() ? 16 : wire.length)] = (byte) random.nextInt(256);
            }
            int length = random.nextInt(3) == 0 ? random.nextInt(wire.length) : wire.length;
            pair.server.unprotect(wire.clone(), 0, length);
            pair.server.unprotectControl(wire, 0, length);
        }
        assertThat(pair.server.statistics().forged()).isPositive();
        assertThat(pair.server.statistics().malformed()).isPositive();
    }

    @Test
    void shouldBoundTheNumberOfSources() {
        Pair pair = new Pair(SrtpProfile.AEAD_AES_128_GCM);
        for (int ssrc = 0; ssrc < 264; ssrc++) {
            byte[] wire = pair.wire(new RtpSender(ssrc, 111, 0, 0, 200));
            pair.server.unprotect(wire, 0, wire.length);
        }
        assertThat(pair.server.statistics().sourcesRefused()).isEqualTo(8);
    }

    @Test
    void shouldRefuseKeyMaterialOfTheWrongLength() {
        assertThatThrownBy(() -> SrtpKeys.ofExport(SrtpProfile.AEAD_AES_128_GCM, new byte[60], true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("60 bytes (expected: 56");
    }

    private static final class Pair {
        final SrtpSession client;
        final SrtpSession server;

        Pair(SrtpProfile profile) {
            byte[] exported = new byte[SrtpKeys.exportLength(profile)];
            new Random(1).nextBytes(exported);
            client = new SrtpSession(SrtpKeys.ofExport(profile, exported, true));
            server = new SrtpSession(SrtpKeys.ofExport(profile, exported, false));
        }

        byte[] wire(RtpSender sender) {
            int length = sender.write(0, false, 0, PAYLOAD, 0, PAYLOAD.length);
            return Arrays.copyOf(sender.buffer(), client.protect(sender.buffer(), length));
        }
    }
}
