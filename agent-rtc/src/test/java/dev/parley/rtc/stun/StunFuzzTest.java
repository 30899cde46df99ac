package dev.parley.rtc.stun;

import dev.parley.testkit.fuzz.Corpus;
import dev.parley.testkit.fuzz.Fuzzer;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StunFuzzTest {
    private final Fuzzer fuzzer = Fuzzer.of("STUN message", Corpus.hex(StunFuzzTest.class, "/fuzz/stun.txt"));

    @Test
    void shouldReadWhateverComes() {
        fuzzer.inputs(20_000, seed -> StunFuzzTest::read);
    }

    @Test
    @Tag("long")
    void shouldReadWhateverComesForMinutes() {
        fuzzer.during(Duration.ofMinutes(2), seed -> StunFuzzTest::read);
    }

    /** As it came, and with a length that is right, so that its attributes are reached. */
    private static void read(byte[] input) {
        StunMessage.parse(input, 0, input.length).ifPresent(StunFuzzTest::ask);
        byte[] framed = StunRepair.framed(input);
        StunMessage.parse(framed, 0, framed.length).ifPresent(StunFuzzTest::ask);
    }

    private static void ask(StunMessage message) {
        message.username();
        message.software();
        message.mappedAddress();
        message.priority();
        message.tieBreaker(StunAttribute.ICE_CONTROLLED);
        message.tieBreaker(StunAttribute.ICE_CONTROLLING);
        message.errorCode();
        message.unknownRequired();
        message.hasIntegrity("password");
        message.hasFingerprint();
    }
}
