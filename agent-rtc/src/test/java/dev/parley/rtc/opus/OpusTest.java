package dev.parley.rtc.opus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OpusTest {
    /** Decodes, but not what was encoded. */
    private static final class Deaf implements Codec {
        private final Codec real = new Concentus();

        @Override
        public String name() {
            return "deaf codec";
        }

        @Override
        public OpusEncoder encoder(OpusEncoderSettings settings) {
            return real.encoder(settings);
        }

        @Override
        public OpusDecoder decoder() {
            return new SilentDecoder();
        }
    }

    private static final class SilentDecoder implements OpusDecoder {
        @Override
        public int decode(byte[] packet, int offset, int length, short[] pcm, int pcmOffset) {
            Arrays.fill(pcm, (short) 0);
            return OpusEncoder.FRAME_SAMPLES;
        }

        @Override
        public int recover(byte[] next, int offset, int length, short[] pcm, int pcmOffset, int samples) {
            return OpusFailure.CORRUPT.code();
        }

        @Override
        public int conceal(short[] pcm, int pcmOffset, int samples) {
            return OpusFailure.CORRUPT.code();
        }

        @Override
        public void reset() {}

        @Override
        public void close() {}
    }

    private static Codec absent() {
        throw new UnsatisfiedLinkError("libopus.so.0: cannot open shared object file\nsearched everywhere");
    }

    @Test
    void shouldTakeTheSystemsCodecIfItWorks() {
        Opus opus = Opus.load(OpusPreference.AUTO, Concentus::new);

        assertThat(opus.implementation().reason()).contains("passed the self test");
    }

    @Test
    void shouldFallBackWhenTheSystemHasNone() {
        Opus opus = Opus.load(OpusPreference.AUTO, OpusTest::absent);

        assertThat(opus.implementation().toString())
                .startsWith("concentus")
                .contains("cannot open shared object file")
                .doesNotContain("searched everywhere");
    }

    @Test
    void shouldFallBackWhenTheSystemsCodecGivesWrongAnswers() {
        Opus opus = Opus.load(OpusPreference.AUTO, Deaf::new);

        assertThat(opus.implementation().name()).startsWith("concentus");
        assertThat(opus.implementation().reason()).contains("self test of deaf codec: only 0 %");
    }

    @Test
    void shouldNotFallBackFromWhatWasAskedFor() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Opus.load(OpusPreference.LIBOPUS, OpusTest::absent))
                .withMessageContaining("install it, or set parley.rtc.opus");
        assertThatIllegalStateException().isThrownBy(() -> Opus.load(OpusPreference.LIBOPUS, Deaf::new));
    }

    @Test
    void shouldReadThePreference() {
        assertThat(OpusPreference.of(" Concentus ")).isEqualTo(OpusPreference.CONCENTUS);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OpusPreference.of("speex"))
                .withMessage("opus implementation: speex (expected: auto, libopus or concentus)");
    }

    @Test
    void shouldRefuseSettingsOutOfRange() {
        OpusEncoderSettings settings = OpusEncoderSettings.standard();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withComplexity(11))
                .withMessage("opus complexity: 11 (expected: 0 to 10)");
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withBitrate(500));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withExpectedLossPercent(-1));
    }
}
