package dev.parley.rtc.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.fuzz.Corpus;
import dev.parley.testkit.fuzz.Fuzzer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Packets that were changed on their way must not get through, those that were not must. */
class SrtpFuzzTest {
    private static final List<byte[]> PLAIN = Stream.of("/fuzz/rtp.txt", "/fuzz/rtcp.txt")
            .flatMap(resource -> Corpus.hex(SrtpFuzzTest.class, resource).stream())
            .toList();

    private static final List<SrtpProfile> PROFILES = List.of(SrtpProfile.values());

    private final Fuzzer fuzzer = Fuzzer.of("SRTP packet", PLAIN);

    @Test
    void shouldRefuseWhateverIsForged() {
        fuzzer.inputs(10_000, Receiver::new);
    }

    @Test
    @Tag("long")
    void shouldRefuseWhateverIsForgedForMinutes() {
        fuzzer.during(Duration.ofMinutes(1), Receiver::new);
    }

    private static final class Receiver implements Fuzzer.Target {
        private final SrtpSession session;

        Receiver(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            SrtpProfile profile = PROFILES.get(random.nextInt(PROFILES.size()));
            byte[] material = new byte[SrtpKeys.exportLength(profile)];
            random.nextBytes(material);
            session = new SrtpSession(SrtpKeys.ofExport(profile, material, random.nextBoolean()));
        }

        @Override
        public void take(byte[] input) {
            byte[] roomy = Arrays.copyOf(input, input.length + 64);
            assertThat(session.unprotect(roomy, 0, input.length)).isEqualTo(SrtpSession.DROPPED);
            System.arraycopy(input, 0, roomy, 0, input.length);
            assertThat(session.unprotectControl(roomy, 0, input.length)).isEqualTo(SrtpSession.DROPPED);
        }
    }
}
