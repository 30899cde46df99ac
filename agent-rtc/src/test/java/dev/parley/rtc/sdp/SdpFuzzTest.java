package dev.parley.rtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.fuzz.Corpus;
import dev.parley.testkit.fuzz.Fuzzer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SdpFuzzTest {
    private final Fuzzer fuzzer = Fuzzer.of(
            "session description",
            Corpus.whole(SdpFuzzTest.class, "/fuzz/livekit-0.sdp", "/fuzz/livekit-1.sdp", "/fuzz/chromium.sdp"));

    @Test
    void shouldReadWhateverComes() {
        fuzzer.inputs(10_000, seed -> SdpFuzzTest::read);
    }

    @Test
    @Tag("long")
    void shouldReadWhateverComesForMinutes() {
        fuzzer.during(Duration.ofMinutes(2), seed -> SdpFuzzTest::read);
    }

    private static void read(byte[] input) {
        SessionDescription.parse(new String(input, StandardCharsets.UTF_8)).ifPresent(SdpFuzzTest::sayAgain);
    }

    /** What was understood can be said and understood again; a transport is told only where a section uses it. */
    private static void sayAgain(SessionDescription description) {
        String text = description.text();
        boolean used =
                description.sections().stream().anyMatch(section -> section.kind() != MediaSection.Kind.REJECTED);
        if (used) {
            SessionDescription again = SessionDescription.parse(text).orElseThrow();
            assertThat(again.sections()).hasSameSizeAs(description.sections());
            assertThat(again.credentials()).isEqualTo(description.credentials());
            assertThat(again.candidates()).isEqualTo(description.candidates());
        }
    }
}
