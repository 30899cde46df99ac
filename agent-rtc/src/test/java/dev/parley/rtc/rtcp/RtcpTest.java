package dev.parley.rtc.rtcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.rtc.rtcp.RtcpPacket.GenericNack;
import dev.parley.rtc.rtcp.RtcpPacket.Goodbye;
import dev.parley.rtc.rtcp.RtcpPacket.ReceiverReport;
import dev.parley.rtc.rtcp.RtcpPacket.SenderReport;
import dev.parley.rtc.rtcp.RtcpPacket.SourceDescription;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RtcpTest {
    private static final ReportBlock BLOCK = new ReportBlock(0xDEADBEEF, 25, -3, 0xFFFFFFFFL, 480, 0x12345678, 65536);
    private static final List<RtcpPacket> COMPOUND = List.of(
            new SenderReport(1, 0x0123456789ABCDEFL, 960, 0xFFFFFFFFL, 12, List.of(BLOCK)),
            new ReceiverReport(2, List.of(BLOCK, BLOCK)),
            new SourceDescription(3, "parley"),
            new SourceDescription(4, ""),
            new SourceDescription(5, "sevenxx"),
            new GenericNack(1, 2, List.of(65530, 65531, 10, 11, 100)),
            new Goodbye(List.of(1, 2)));

    @Test
    void shouldReadWhatItWrites() {
        byte[] data = new byte[1200];

        int length = RtcpWriter.write(data, COMPOUND);

        assertThat(length % 4).isZero();
        assertThat(RtcpCodec.looksLikeRtcp(data, 0, length)).isTrue();
        assertThat(RtcpCodec.parse(data, 0, length)).contains(COMPOUND);
    }

    /** Layout checked by hand against RFC 3550 §6.4.2, §6.5 and RFC 4585 §6.2.1. */
    @Test
    void shouldWriteTheLayoutOfTheRfcs() {
        byte[] data = new byte[100];

        int length = RtcpWriter.write(
                data,
                List.of(
                        new ReceiverReport(1, List.of()),
                        new SourceDescription(1, "ab"),
                        new GenericNack(1, 2, List.of(5, 6, 21))));

        assertThat(HexFormat.of().formatHex(data, 0, length))
                .isEqualTo("80c9000100000001" + "81ca00030000000101026162" + "00000000" + "81cd0003"
                        + "0000000100000002" + "00058001");
    }

    @Test
    void shouldStepOverTypesItDoesNotKnow() {
        byte[] data = HexFormat.of().parseHex("80cc000100000001" + "8fcd00020000000100000002" + "80c9000100000007");

        assertThat(RtcpCodec.parse(data, 0, data.length)).contains(List.of(new ReceiverReport(7, List.of())));
    }

    @Test
    void shouldRefuseLengthsThatReachTooFar() {
        for (String hex :
                List.of("80c90002" + "00000001", "81c90001" + "00000001", "80c8", "a0c9000100000009", "81cb0000")) {
            byte[] data = HexFormat.of().parseHex(hex);

            assertThat(RtcpCodec.parse(data, 0, data.length)).as(hex).isEmpty();
        }
    }

    @Test
    void shouldSurviveAnyBytes() {
        Random random = new Random(4585);
        byte[] sample = new byte[1200];
        int length = RtcpWriter.write(sample, COMPOUND);
        int read = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] data = sample.clone();
            for (int i = random.nextInt(5); i >= 0; i--) {
                data[random.nextInt(length)] = (byte) random.nextInt(256);
            }
            int cut = random.nextInt(3) == 0 ? random.nextInt(length + 1) : length;
            read += RtcpCodec.parse(data, 0, cut).isPresent() ? 1 : 0;
        }
        assertThat(read).isPositive();
    }

    @Test
    void shouldRefuseWhatDoesNotFit() {
        assertThatThrownBy(() -> RtcpWriter.write(new byte[20], COMPOUND))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 20 bytes");
    }

    @Test
    void shouldMeasureTheRoundTrip() {
        long sent = NtpTime.ofEpochMillis(1_800_000_000_000L);
        ReportBlock block = new ReportBlock(1, 0, 0, 0, 0, NtpTime.middle(sent), 65536 / 2);

        assertThat(block.roundTripMillis(NtpTime.ofEpochMillis(1_800_000_000_580L))
                        .orElseThrow())
                .isBetween(79L, 81L);
        assertThat(block.roundTripMillis(NtpTime.ofEpochMillis(1_800_000_000_100L)))
                .isEmpty();
        assertThat(new ReportBlock(1, 0, 0, 0, 0, 0, 0).roundTripMillis(sent)).isEmpty();
    }

    @Test
    void shouldKeepToTheIntervalOnAverage() {
        RtcpSchedule schedule = new RtcpSchedule(new SplittableRandom(1), 5000, 0);
        int reports = 0;
        for (long now = 0; now < 3_600_000; now += 10) {
            reports += schedule.take(now) ? 1 : 0;
        }
        assertThat(reports).isBetween(820, 930);
    }
}
