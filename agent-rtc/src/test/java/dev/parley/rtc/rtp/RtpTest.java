package dev.parley.rtc.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RtpTest {
    private final RtpPacket packet = new RtpPacket();

    @Test
    void shouldReadWhatTheSenderWrites() {
        RtpSender sender = new RtpSender(0xCAFEBABE, 111, 65535, 1, 100);
        byte[] payload = {1, 2, 3, 4, 5};

        int length = sender.write(0x89ABCDEF, true, 42, payload, 1, 3);

        assertThat(packet.wrap(sender.buffer(), 0, length)).isTrue();
        assertThat(packet.ssrc()).isEqualTo(0xCAFEBABE);
        assertThat(packet.payloadType()).isEqualTo(111);
        assertThat(packet.sequence()).isEqualTo(65535);
        assertThat(packet.timestamp()).isEqualTo(0x89ABCDEF);
        assertThat(packet.marker()).isTrue();
        assertThat(packet.audioLevel(1)).isEqualTo(42);
        assertThat(packet.audioLevel(2)).isEqualTo(-1);
        assertThat(payloadOf(sender.buffer())).containsExactly(2, 3, 4);
        assertThat(sender.nextSequence()).isZero();
        assertThat(sender.packets()).isEqualTo(1);
        assertThat(sender.octets()).isEqualTo(3);
    }

    @Test
    void shouldNameTheSectionWithAndWithoutALevel() {
        for (int levelId : new int[] {0, 3}) {
            RtpSender sender = new RtpSender(1, 111, 0, levelId, 4, "audio-2", 100);

            int length = sender.write(0, false, 42, new byte[] {9, 8, 7}, 0, 3);

            assertThat(packet.wrap(sender.buffer(), 0, length)).isTrue();
            assertThat(packet.mid(4)).isEqualTo("audio-2");
            assertThat(packet.mid(5)).isEmpty();
            assertThat(packet.audioLevel(3)).isEqualTo(levelId == 0 ? -1 : 42);
            assertThat(payloadOf(sender.buffer())).containsExactly(9, 8, 7);
        }
        assertThatThrownBy(() -> new RtpSender(1, 111, 0, 4, 4, "0", 100))
                .hasMessageStartingWith("mid extension id: 4");
    }

    @Test
    void shouldLeaveOutTheLevelWhenItIsNotNegotiated() {
        RtpSender sender = new RtpSender(1, 111, 0, 0, 100);

        int length = sender.write(0, false, 42, new byte[10], 0, 10);

        assertThat(length).isEqualTo(22);
        assertThat(packet.wrap(sender.buffer(), 0, length)).isTrue();
        assertThat(packet.audioLevel(1)).isEqualTo(-1);
    }

    @Test
    void shouldStepOverContributorsExtensionsAndPadding() {
        byte[] data = HexFormat.of()
                .parseHex("b26f0001000000020000000300000004000000" + "05" + "bede0002" + "00" + "21aabb" + "10c0"
                        + "0000" + "0102030000" + "0003");

        assertThat(packet.wrap(data, 0, data.length)).isTrue();
        assertThat(packet.extension(2)).isEqualTo(26);
        assertThat(packet.audioLevel(1)).isEqualTo(0x40);
        assertThat(payloadOf(data)).containsExactly(1, 2, 3, 0);
    }

    @Test
    void shouldRefuseLengthsThatReachTooFar() {
        for (String hex : List.of(
                "8f6f00010000000200000003",
                "906f00010000000200000003bede00ff",
                "906f00010000000200000003bede",
                "a06f000100000002000000030000000f",
                "a06f0001000000020000000300000000",
                "406f00010000000200000003")) {
            byte[] data = HexFormat.of().parseHex(hex);

            assertThat(packet.wrap(data, 0, data.length)).as(hex).isFalse();
        }
    }

    @Test
    void shouldSurviveAnyBytes() {
        Random random = new Random(3550);
        int read = 0;
        for (int round = 0; round < 300_000; round++) {
            byte[] data = new byte[random.nextInt(60)];
            random.nextBytes(data);
            if (data.length > 0 && random.nextInt(4) > 0) {
                data[0] = (byte) (0x80 | random.nextInt(64));
            }
            if (packet.wrap(data, 0, data.length)) {
                read++;
                for (int id = 0; id <= 15; id++) {
                    packet.audioLevel(id);
                }
                payloadOf(data);
            }
        }
        assertThat(read).isPositive();
    }

    @Test
    void shouldRefuseAPayloadThatIsTooLong() {
        RtpSender sender = new RtpSender(1, 111, 0, 1, 100);

        assertThatThrownBy(() -> sender.write(0, false, 0, new byte[101], 0, 101))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("RTP payload: 101 bytes (expected: 0 to 100)");
    }

    @Test
    void shouldResendWhatIsKeptButNotForEver() {
        SentPackets sent = new SentPackets(4);
        List<Integer> resent = new ArrayList<>();
        for (int sequence = 65533; sequence < 65538; sequence++) {
            sent.add(sequence & 0xFFFF, new byte[] {(byte) sequence}, 1);
        }

        assertThat(sent.resend(65533, (data, length) -> resent.add(length))).isFalse();
        for (int i = 0; i < 10; i++) {
            sent.resend(65534, (data, length) -> resent.add((int) data[0]));
        }
        assertThat(sent.resend(1, (data, length) -> resent.add((int) data[0]))).isTrue();

        assertThat(resent).containsExactly(-2, -2, -2, -2, 1);
    }

    @Test
    void shouldCountLossAndJitter() {
        ReceiverStatistics statistics = new ReceiverStatistics(7);
        int sequence = 65000;
        for (int i = 0; i < 2000; i++, sequence++) {
            if (i % 10 != 9) {
                int late = i % 2 == 0 ? 0 : 480;
                statistics.received(sequence & 0xFFFF, i * 960, i * 960 + late);
            }
        }

        assertThat(statistics.extendedHighest()).isEqualTo(65000 + 1998);
        assertThat(statistics.lost()).isEqualTo(199);
        assertThat(statistics.takeFractionLost()).isEqualTo(25);
        assertThat(statistics.takeFractionLost()).isZero();
        assertThat(statistics.jitter()).isBetween(380L, 480L);
    }

    @Test
    void shouldStartAgainWithTheSource() {
        ReceiverStatistics statistics = new ReceiverStatistics(7);
        statistics.received(100, 0, 0);

        assertThat(statistics.received(30_000, 0, 0)).isFalse();
        assertThat(statistics.received(30_001, 960, 960)).isTrue();
        assertThat(statistics.extendedHighest()).isEqualTo(30_001);
        assertThat(statistics.lost()).isZero();
    }

    @Test
    void shouldAskForWhatIsMissingUntilItComesOrIsTooOld() {
        MissingPackets missing = new MissingPackets(200);
        missing.received(65534, 0);
        missing.received(2, 0);

        assertThat(asked(missing, 0)).containsExactly(65535, 0, 1);
        assertThat(asked(missing, 20)).isEmpty();
        missing.received(0, 30);
        assertThat(asked(missing, 60)).containsExactly(65535, 1);
        assertThat(asked(missing, 120)).containsExactly(65535, 1);
        assertThat(asked(missing, 180)).isEmpty();
        assertThat(missing.size()).isZero();
        assertThat(missing.givenUp()).isEqualTo(2);
    }

    @Test
    void shouldStayBoundedWhateverComes() {
        Random random = new Random(4585);
        MissingPackets missing = new MissingPackets(200);
        ReceiverStatistics statistics = new ReceiverStatistics(1);
        for (int i = 0; i < 100_000; i++) {
            int sequence = random.nextInt(3) == 0 ? random.nextInt(65536) : (i * 3) & 0xFFFF;
            missing.received(sequence, i);
            statistics.received(sequence, random.nextInt(), random.nextInt());
            assertThat(missing.size()).isLessThanOrEqualTo(64);
            assertThat(statistics.takeFractionLost()).isBetween(0, 255);
        }
    }

    private static List<Integer> asked(MissingPackets missing, long nowMillis) {
        List<Integer> asked = new ArrayList<>();
        missing.due(nowMillis, 50, asked::add);
        return asked;
    }

    private byte[] payloadOf(byte[] data) {
        return Arrays.copyOfRange(data, packet.payloadOffset(), packet.payloadOffset() + packet.payloadLength());
    }
}
