package dev.parley.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MixerTest {
    private static final AudioFormat FORMAT = AudioFormat.WIDEBAND;
    private static final int FRAME = FORMAT.bytesFor(Duration.ofMillis(20));
    private static final int SAMPLES = FRAME / 2;

    private final Mixer mixer = new Mixer(FORMAT);

    private static AudioFrame level(int sample, int millis) {
        short[] samples = new short[FORMAT.samplesFor(Duration.ofMillis(millis))];
        Arrays.fill(samples, (short) sample);
        return AudioFrame.ofSamples(samples, FORMAT);
    }

    private AudioFrame next(AudioFrame voice) {
        return mixer.mix(voice, FRAME);
    }

    private AudioFrame next() {
        return next(level(0, 0));
    }

    @Test
    void shouldLeaveTheVoiceAsItIsWithoutSounds() {
        AudioFrame voice = level(500, 20);

        assertThat(mixer.mix(voice, FRAME)).isSameAs(voice);
        assertThat(next().samples()).isZero();
    }

    @Test
    void shouldPutASoundBehindTheVoiceAtItsVolume() {
        mixer.play(BackgroundSound.of(level(1000, 40)).withVolume(0.5));

        AudioFrame first = next(level(300, 20));
        AudioFrame second = next(level(300, 10));

        assertThat(first.sample(7)).isEqualTo((short) 800);
        assertThat(second.samples()).isEqualTo(SAMPLES);
        assertThat(second.sample(0)).isEqualTo((short) 800);
        assertThat(second.sample(SAMPLES - 1)).isEqualTo((short) 500);
    }

    @Test
    void shouldNotOverflow() {
        mixer.loop(BackgroundSound.of(level(30_000, 20)));
        mixer.loop(BackgroundSound.of(level(30_000, 20)));

        assertThat(next(level(10_000, 20)).sample(3)).isEqualTo(Short.MAX_VALUE);
        mixer.close();
        mixer.play(BackgroundSound.of(level(-30_000, 20)));
        assertThat(next().samples()).as("closed").isZero();
    }

    @Test
    void shouldEndAfterItsClipAndSayIt() throws Exception {
        PlayHandle handle = mixer.play(BackgroundSound.of(level(1000, 30)));

        assertThat(next().sample(0)).isEqualTo((short) 1000);
        AudioFrame last = next();
        assertThat(last.sample(SAMPLES / 2 - 1)).isEqualTo((short) 1000);
        assertThat(last.sample(SAMPLES / 2)).isEqualTo((short) 0);
        assertThat(next().samples()).isZero();
        handle.whenDone().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldGoOnUntilItIsStopped() {
        PlayHandle handle = mixer.loop(BackgroundSound.of(level(1000, 30)));
        for (int i = 0; i < 100; i++) {
            assertThat(next().sample(SAMPLES - 1)).isEqualTo((short) 1000);
        }

        handle.stop();

        assertThat(next().sample(0)).isZero();
        assertThat(next().samples()).isZero();
    }

    @Test // equal-power fades, as livekit/agents voice/background_audio.py has them
    void shouldFadeInAndOut() throws Exception {
        PlayHandle handle = mixer.loop(
                BackgroundSound.of(level(10_000, 20)).withFades(Duration.ofMillis(40), Duration.ofMillis(40)));

        assertThat(next().sample(0)).isZero();
        assertThat((int) next().sample(0)).isBetween(7000, 7150); // half of the power
        assertThat(next().sample(0)).isEqualTo((short) 10_000);

        handle.stop();
        assertThat(next().sample(0)).isEqualTo((short) 10_000);
        assertThat((int) next().sample(0)).isBetween(7000, 7150);
        assertThat(next().sample(0)).isZero();
        handle.whenDone().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldFitClipsOfOtherRates() {
        short[] samples = new short[48_000 / 10];
        Arrays.fill(samples, (short) 8000);
        mixer.play(BackgroundSound.of(AudioFrame.ofSamples(samples, AudioFormat.FULLBAND)));

        next();
        assertThat((int) next().sample(10)).isBetween(7800, 8200);
    }

    @Test
    void shouldRefuseWhatCantBe() {
        BackgroundSound sound = BackgroundSound.of(level(1, 20));
        assertThatThrownBy(() -> sound.withVolume(1.5)).hasMessage("volume: 1.5 (expected: 0 to 1)");
        assertThatThrownBy(() -> sound.withProbability(-1)).hasMessage("probability: -1.0 (expected: 0 to 1)");
        assertThatThrownBy(() -> BackgroundSound.of(level(1, 0))).hasMessageContaining("an empty clip");
        for (int i = 0; i < 16; i++) {
            mixer.loop(sound);
        }
        assertThatThrownBy(() -> mixer.loop(sound)).hasMessageContaining("at most 16 at once");
    }
}
