package dev.parley.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.ModelLabel;
import dev.parley.provider.Models;
import dev.parley.session.SessionConnectOptions;
import dev.parley.session.engine.Stimulus;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.Transcript;
import dev.parley.vad.AnySound;
import dev.parley.vad.VadEvent;
import dev.parley.vad.VadStream;
import dev.parley.vad.VoiceActivityDetector;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HearingTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:10Z");
    private static final ModelLabel RECOGNISER = ModelLabel.of("test");
    private static final AudioFrame FRAME = AudioFrame.silence(Duration.ofMillis(100), AudioFormat.WIDEBAND);

    private final List<Stimulus> told = new ArrayList<>();
    private final List<Stimulus> measured = new ArrayList<>();
    private final List<AudioFrame> utterances = new ArrayList<>();
    private final List<CompletableFuture<Transcript>> recognitions = new ArrayList<>();
    private final List<List<String>> listenedFor = new ArrayList<>();
    private final List<VadEvent> nextEvents = new ArrayList<>();
    private Hearing hearing;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void listen() {
        hearing = new Hearing(AudioFormat.WIDEBAND, ear(models().stt()), calls());
        hearing.reportTo(told::add);
    }

    private ModelCalls calls() {
        return new ModelCalls(KIT.system(), SessionConnectOptions.standard(), () -> NOW, measured::add);
    }

    private static Stimulus understood(String text) {
        return Stimulus.FinalHeard.by(RECOGNISER, new Transcript(text, 1));
    }

    @Test
    void shouldCutAnUtteranceWithHalfASecondFromBeforeIt() {
        hear(12);
        begins(Duration.ofMillis(50));
        hear(10);
        ends(Duration.ofMillis(300));

        assertThat(utterances).hasSize(1);
        assertThat(utterances.get(0).duration()).isBetween(Duration.ofMillis(1500), Duration.ofMillis(1800));
        assertThat(told)
                .containsExactly(
                        new Stimulus.SpeechStarted(NOW.minusMillis(50)),
                        new Stimulus.SpeechEnded(NOW.minusMillis(300)));
    }

    /** What is posted or read from a file may come in one piece. */
    @Test
    void shouldCutUtterancesWhereTheyAreThoughTheyComeInOneFrame() {
        hearing = new Hearing(
                AudioFormat.WIDEBAND, new Ear(new AnySound(), Optional.of(recogniser()), Optional.empty()), calls());
        short[] samples = new short[10 * 16_000];
        Arrays.fill(samples, 2 * 16_000, 4 * 16_000, (short) 1000);
        Arrays.fill(samples, 6 * 16_000, 7 * 16_000, (short) 1000);

        hearing.accept(AudioFrame.ofSamples(samples, AudioFormat.WIDEBAND));
        recognitions.get(0).complete(new Transcript("first", 1));

        assertThat(utterances).extracting(HearingTest::loudSamples).containsExactly(2 * 16_000L, 16_000L);
        assertThat(utterances)
                .allSatisfy(utterance ->
                        assertThat(utterance.samples() - loudSamples(utterance)).isBetween(6_400L, 9_600L));
    }

    @Test
    void shouldReportTranscriptsInTheOrderOfTheSpeech() {
        utterance();
        utterance();
        assertThat(utterances).hasSize(1);
        recognitions.get(0).complete(new Transcript("first", 1));
        recognitions.get(1).complete(new Transcript("second", 1));

        assertThat(told)
                .filteredOn(Stimulus.FinalHeard.class::isInstance)
                .containsExactly(understood("first"), understood("second"));
    }

    @Test
    void shouldGoOnAfterARecogniserThatFailed() {
        utterance();
        recognitions.get(0).completeExceptionally(new IllegalStateException("out of order"));
        utterance();
        recognitions.get(1).complete(new Transcript("fine", 1));

        assertThat(told).contains(new Stimulus.HearingFailed("stt", "out of order"), understood("fine"));
    }

    @Test
    void shouldMeasureDetectorAndRecogniser() {
        utterance();
        recognitions.get(0).complete(new Transcript("fine", 1));

        assertThat(measured)
                .extracting(stimulus -> ((Stimulus.ModelMeasured) stimulus).metrics())
                .satisfiesExactly(
                        vad -> assertThat(((AgentMetrics.VadMetrics) vad).inferences())
                                .isEqualTo(7),
                        stt -> assertThat(stt)
                                .isEqualTo(new AgentMetrics.SttMetrics(
                                        ModelLabel.of("test"),
                                        Duration.ZERO,
                                        utterances.get(0).duration(),
                                        false)));
    }

    @Test
    void shouldRefuseMoreUtterancesThanItsBound() {
        for (int i = 0; i < 9; i++) {
            utterance();
        }

        assertThat(told)
                .filteredOn(Stimulus.HearingFailed.class::isInstance)
                .singleElement()
                .asString()
                .contains("utterances waiting: 8");
    }

    @Test
    void shouldEndTheSpeechThatAFlushCuts() {
        begins(Duration.ZERO);
        hear(5);

        hearing.flush(Duration.ZERO);
        recognitions.get(0).complete(new Transcript("so far", 1));

        assertThat(told)
                .containsExactly(
                        new Stimulus.SpeechStarted(NOW),
                        new Stimulus.SpeechEnded(NOW),
                        understood("so far"),
                        new Stimulus.HearingFlushed());
    }

    @Test
    void shouldForgetWhatWasCleared() {
        utterance();
        hearing.clear();
        recognitions.get(0).complete(new Transcript("too late", 1));

        assertThat(told).noneMatch(Stimulus.FinalHeard.class::isInstance);
    }

    @Test
    void shouldHearTheRestOfASpeechThatWasClearedAsANewOne() {
        begins(Duration.ZERO);
        sound(5);
        hearing.clear();
        hearing.clear();
        hear(20);
        begins(Duration.ZERO);
        sound(2);
        ends(Duration.ZERO);

        assertThat(told)
                .containsExactly(
                        new Stimulus.SpeechStarted(NOW),
                        new Stimulus.SpeechEnded(NOW),
                        new Stimulus.SpeechStarted(NOW),
                        new Stimulus.SpeechEnded(NOW));
        assertThat(utterances).singleElement().satisfies(utterance -> {
            assertThat(loudSamples(utterance)).isEqualTo(2L * FRAME.samples());
            assertThat(utterance.duration()).isLessThan(Duration.ofMillis(1500));
        });
    }

    @Test
    void shouldHearFramesAsTheyAreAndSilenceInTheirPlaceOnceNoneAreTaken() {
        begins(Duration.ZERO);
        sound(2);
        hearing.gate().disableAudio();
        sound(3);
        hearing.gate().enableAudio();
        sound(1);
        ends(Duration.ZERO);

        assertThat(utterances).singleElement().satisfies(utterance -> {
            assertThat(loudSamples(utterance)).isEqualTo(3L * FRAME.samples());
            assertThat(utterance.duration()).isEqualTo(Duration.ofMillis(800));
        });
    }

    @Test
    void shouldHearNothingWhileItIsMuted() {
        begins(Duration.ZERO);
        hear(5);
        hearing.mute();
        nextEvents.add(new VadEvent.SpeechEnded(Duration.ZERO, Duration.ZERO));
        hear(5);
        nextEvents.clear();
        hearing.unmute();
        utterance();
        recognitions.get(0).complete(new Transcript("before the mute", 1));
        recognitions.get(1).complete(new Transcript("after it", 1));

        assertThat(told)
                .containsExactly(
                        new Stimulus.SpeechStarted(NOW),
                        new Stimulus.SpeechStarted(NOW),
                        new Stimulus.SpeechEnded(NOW),
                        understood("after it"));
    }

    @Test
    void shouldTellWhoHasSaidWhatInWhichLanguage() {
        utterance();
        recognitions.get(0).complete(new Transcript("bonjour", 1, Optional.of("fr")).withSpeakerId("S1"));

        assertThat(told)
                .contains(Stimulus.FinalHeard.by(
                        RECOGNISER, new Transcript("bonjour", 1, Optional.of("fr")).withSpeakerId("S1")));
    }

    @Test
    void shouldLetTheRecogniserHearSilenceWhileTheCallerIsWithheld() {
        begins(Duration.ZERO);
        sound(2);
        hearing.withhold();
        sound(3);
        hearing.pass();
        sound(1);
        ends(Duration.ZERO);

        assertThat(told).containsExactly(new Stimulus.SpeechStarted(NOW), new Stimulus.SpeechEnded(NOW));
        assertThat(utterances)
                .singleElement()
                .satisfies(utterance -> assertThat(loudSamples(utterance)).isEqualTo(3L * FRAME.samples()));
    }

    @Test
    void shouldRecogniseNothingOfAnUtteranceThatIsWithheld() {
        hearing.withhold();
        begins(Duration.ZERO);
        sound(5);
        ends(Duration.ZERO);
        hearing.pass();

        assertThat(told).containsExactly(new Stimulus.SpeechStarted(NOW), new Stimulus.SpeechEnded(NOW));
        assertThat(utterances).isEmpty();
    }

    @Test
    void shouldRecogniseTheRestOfAnUtteranceThatWasWithheldAtItsBeginning() {
        hearing.withhold();
        begins(Duration.ZERO);
        sound(5);
        hearing.pass();
        sound(2);
        ends(Duration.ZERO);

        assertThat(utterances)
                .singleElement()
                .satisfies(utterance -> assertThat(loudSamples(utterance)).isEqualTo(2L * FRAME.samples()));
    }

    @Test
    void shouldEndTheSpeechThatAFlushCutsThoughItIsWithheld() {
        hearing.withhold();
        begins(Duration.ZERO);
        sound(5);

        hearing.flush(Duration.ZERO);

        assertThat(told)
                .containsExactly(
                        new Stimulus.SpeechStarted(NOW), new Stimulus.SpeechEnded(NOW), new Stimulus.HearingFlushed());
    }

    @Test
    void shouldKeepItsRecogniserUntilTheEndOfSpeechThatIsWithheld() {
        PatientRecogniser next = recogniser();
        hearing.withhold();
        begins(Duration.ZERO);

        hearing.hearWith(ear(next));
        hearing.pass();
        sound(5);
        ends(Duration.ZERO);
        utterance();

        assertThat(next.given()).as("only what was said after it").isEqualTo(1);
        assertThat(utterances).hasSize(2);
    }

    @Test
    void shouldListenForKeytermsFromTheNextUtteranceOn() {
        utterance();
        hearing.listenFor(List.of("Parley"));
        recognitions.get(0).complete(new Transcript("first", 1));
        utterance();

        assertThat(listenedFor).containsExactly(List.of(), List.of("Parley"));
    }

    @Test
    void shouldDetectVoicesWithoutUnderstandingThemWhereNobodyDoes() {
        hearing.hearWith(new Ear(models().vad(), Optional.empty(), Optional.empty()));
        utterance();
        hearing.flush(Duration.ZERO);

        assertThat(utterances).isEmpty();
        assertThat(told)
                .containsExactly(
                        new Stimulus.SpeechStarted(NOW), new Stimulus.SpeechEnded(NOW), new Stimulus.HearingFlushed());
    }

    @Test
    void shouldHearWithAnotherDetectorOnceTheCallerIsSilent() {
        List<AudioFrame> other = new ArrayList<>();
        Ear next = new Ear(
                input -> frame -> {
                    other.add(frame);
                    return List.of();
                },
                Optional.of(recogniser()),
                Optional.empty());
        begins(Duration.ZERO);

        hearing.hearWith(next);
        hear(3);
        assertThat(other).as("the caller still speaks").isEmpty();
        ends(Duration.ZERO);
        hear(3);

        assertThat(other).hasSize(3);
    }

    @Test
    void shouldHearAllAsOneUtteranceOnceNobodyDetectsVoices() {
        hearing.hearWith(new Ear(VoiceActivityDetector.none(), Optional.of(recogniser()), Optional.empty()));
        hear(3);
        hearing.hearWith(ear(recogniser()));
        utterance();

        assertThat(utterances)
                .as("what was heard before the detector came, and after")
                .hasSize(2);
    }

    @Test
    void shouldHearWithoutADetectorFromOneCommitToTheNext() {
        Ear undetected = new Ear(VoiceActivityDetector.none(), Optional.of(recogniser()), Optional.empty());
        hearing = new Hearing(AudioFormat.WIDEBAND, undetected, calls());
        hearing.reportTo(told::add);

        hear(3);
        hearing.flush(Duration.ZERO);
        hear(2);
        hearing.flush(Duration.ZERO);
        recognitions.get(0).complete(new Transcript("one", 1));
        recognitions.get(1).complete(new Transcript("two", 1));

        assertThat(utterances)
                .extracting(AudioFrame::duration)
                .containsExactly(Duration.ofMillis(300), Duration.ofMillis(200));
        assertThat(told)
                .filteredOn(stimulus -> !(stimulus instanceof Stimulus.SpeechEnded))
                .containsExactly(
                        understood("one"),
                        new Stimulus.HearingFlushed(),
                        understood("two"),
                        new Stimulus.HearingFlushed());
    }

    @Test
    void shouldRecogniseNothingWhereNothingWasHeard() {
        hearing.hearWith(new Ear(VoiceActivityDetector.none(), Optional.of(recogniser()), Optional.empty()));

        hearing.flush(Duration.ZERO);

        assertThat(utterances).isEmpty();
        assertThat(told).contains(new Stimulus.HearingFlushed());
    }

    @Test
    void shouldCutWhatNobodyDetectedWhereADetectorComesToTheSameRecogniser() {
        PatientRecogniser same = recogniser();
        hearing.hearWith(new Ear(VoiceActivityDetector.none(), Optional.of(same), Optional.empty()));
        hear(3);
        hearing.hearWith(ear(same));
        assertThat(utterances).singleElement().extracting(AudioFrame::duration).isEqualTo(Duration.ofMillis(300));

        recognitions.get(0).complete(new Transcript("so far", 1));
        hear(30);
        utterance();

        assertThat(utterances).hasSize(2);
        assertThat(utterances.get(1).duration()).isLessThan(Duration.ofSeconds(2));
    }

    private void sound(int frames) {
        short[] samples = new short[FRAME.samples()];
        Arrays.fill(samples, (short) 1000);
        for (int i = 0; i < frames; i++) {
            hearing.accept(AudioFrame.ofSamples(samples, AudioFormat.WIDEBAND));
        }
    }

    private static long loudSamples(AudioFrame frame) {
        return IntStream.range(0, frame.samples())
                .filter(i -> frame.sample(i) != 0)
                .count();
    }

    private void utterance() {
        begins(Duration.ZERO);
        hear(5);
        ends(Duration.ZERO);
    }

    private void hear(int frames) {
        for (int i = 0; i < frames; i++) {
            hearing.accept(FRAME);
        }
    }

    private void begins(Duration lasted) {
        nextEvents.add(new VadEvent.SpeechStarted(Duration.ZERO, lasted));
        hear(1);
    }

    private void ends(Duration silence) {
        nextEvents.add(new VadEvent.SpeechEnded(Duration.ZERO, silence));
        hear(1);
    }

    private Ear ear(SpeechToText recogniser) {
        return new Ear(models().vad(), Optional.of(recogniser), Optional.empty());
    }

    private Models models() {
        VadStream vad = frame -> {
            List<VadEvent> events = List.copyOf(nextEvents);
            nextEvents.clear();
            return events;
        };
        return new Models("test", format -> vad, recogniser(), new NoModel(), new NoVoice());
    }

    private PatientRecogniser recogniser() {
        return new PatientRecogniser(utterances, recognitions, listenedFor);
    }
}
