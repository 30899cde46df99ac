package dev.parley.vad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.vad.VadEvent.SpeechEnded;
import dev.parley.vad.VadEvent.SpeechPaused;
import dev.parley.vad.VadEvent.SpeechResumed;
import dev.parley.vad.VadEvent.SpeechStarted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SpeechGateTest {
    private static final long STEP = 10_000_000;
    private static final int BEHIND = 4;

    private static final Class<?>[] FIRST = {SpeechStarted.class};

    private SpeechGate gate = new SpeechGate(VadSettings.defaults());
    private long frame;

    @Test
    void shouldReportSpeechOnceItHasLasted() {
        List<VadEvent> events = new ArrayList<>(feed(0.1f, 20));
        events.addAll(feed(0.95f, 4));
        assertThat(events).isEmpty();

        events.addAll(feed(0.95f, 1));

        assertThat(events).containsExactly(new SpeechStarted(Duration.ofMillis(200), Duration.ofMillis(90)));
    }

    @Test
    void shouldForgetASoundShorterThanMinSpeech() {
        List<VadEvent> events = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            events.addAll(feed(0.95f, 4));
            events.addAll(feed(0.1f, 1));
        }

        assertThat(events).isEmpty();
    }

    @Test
    void shouldDateTheEndBackToTheLastSpeech() {
        feed(0.95f, 100);

        List<VadEvent> events = feed(0.1f, 25);

        assertThat(events)
                .containsExactly(
                        new SpeechPaused(Duration.ofMillis(1_000), Duration.ofMillis(50)),
                        new SpeechEnded(Duration.ofMillis(1_000), Duration.ofMillis(290)));
    }

    @Test
    void shouldBridgeAPauseShorterThanMinSilence() {
        feed(0.95f, 10);

        assertThat(feed(0.1f, 24)).containsExactly(new SpeechPaused(Duration.ofMillis(100), Duration.ofMillis(50)));
        assertThat(feed(0.95f, 1)).containsExactly(new SpeechResumed(Duration.ofMillis(340), Duration.ofMillis(50)));
        assertThat(feed(0.1f, 24)).containsExactly(new SpeechPaused(Duration.ofMillis(350), Duration.ofMillis(50)));
    }

    @Test
    void shouldNeitherStartNorEndBetweenTheThresholds() {
        assertThat(feed(0.8f, 100)).isEmpty();
        feed(0.95f, 10);
        assertThat(feed(0.8f, 100)).isEmpty();
    }

    @Property
    void shouldAlternateAndNeverGoBackInTime(
            @ForAll @Size(max = 400) List<@FloatRange(min = 0, max = 1) Float> probabilities) {
        gate = new SpeechGate(VadSettings.defaults());
        frame = 0;
        List<VadEvent> events = new ArrayList<>();
        probabilities.forEach(probability -> events.addAll(feed(probability, 3)));

        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i)).isInstanceOfAny(i == 0 ? FIRST : follows(events.get(i - 1)));
            if (i > 0 && !(events.get(i) instanceof SpeechEnded)) {
                assertThat(events.get(i).at()).isGreaterThan(events.get(i - 1).at());
            }
        }
    }

    /** A pause is followed by its end or by the end of the speech, which is where the pause began. */
    private static Class<?>[] follows(VadEvent before) {
        if (before instanceof SpeechStarted || before instanceof SpeechResumed) {
            return new Class<?>[] {SpeechPaused.class};
        }
        return before instanceof SpeechPaused ? new Class<?>[] {SpeechResumed.class, SpeechEnded.class} : FIRST;
    }

    @Test
    void shouldRefuseSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> VadSettings.builder().activation(1.2).build())
                .hasMessageContaining("activation: 1.2 (expected: over 0 and at most 1)");
        assertThatThrownBy(() -> VadSettings.builder().deactivation(0.95).build())
                .hasMessageContaining("deactivation: 0.95 (expected: over 0 and at most the activation, 0.9)");
        assertThatThrownBy(() -> VadSettings.builder().minSilence(Duration.ZERO).build())
                .hasMessageContaining("min silence: 0 ms (expected: over 0 and at most 10000 ms)");
        assertThat(VadSettings.builder().activation(0.1).build().deactivation()).isEqualTo(0.01);
    }

    private List<VadEvent> feed(float probability, int frames) {
        List<VadEvent> events = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            frame++;
            gate.accept(probability, (frame - 1) * STEP, frame * STEP, (frame + BEHIND) * STEP)
                    .ifPresent(events::add);
        }
        return events;
    }
}
