package dev.parley.rtc.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.fuzz.Corpus;
import dev.parley.testkit.fuzz.Fuzzer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RtcpFuzzTest {
    private final Fuzzer fuzzer = Fuzzer.of("RTCP compound", compounds());

    private static List<byte[]> compounds() {
        List<byte[]> all = new ArrayList<>(Corpus.hex(RtcpFuzzTest.class, "/fuzz/rtcp.txt"));
        byte[] written = new byte[1200];
        int length = RtcpWriter.write(
                written,
                List.of(
                        new RtcpPacket.ReceiverReport(7, List.of()),
                        new RtcpPacket.GenericNack(7, 8, List.of(1, 2, 40, 65535)),
                        new RtcpPacket.SourceDescription(7, "parley"),
                        new RtcpPacket.Goodbye(List.of(7, 8))));
        all.add(Arrays.copyOf(written, length));
        return all;
    }

    @Test
    void shouldReadWhateverComes() {
        fuzzer.inputs(30_000, seed -> RtcpFuzzTest::read);
    }

    @Test
    @Tag("long")
    void shouldReadWhateverComesForMinutes() {
        fuzzer.during(Duration.ofMinutes(2), seed -> RtcpFuzzTest::read);
    }

    private static void read(byte[] input) {
        RtcpCodec.looksLikeRtcp(input, 0, input.length);
        RtcpCodec.parse(input, 0, input.length)
                .ifPresent(packets -> assertThat(packets).hasSizeLessThanOrEqualTo(input.length));
    }
}
