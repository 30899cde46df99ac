package dev.parley.tts;

import static dev.parley.resilience.VirtualTime.failingAfter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.NotUsed;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.resilience.AvailabilityChanged;
import dev.parley.resilience.ConnectOptions;
import dev.parley.resilience.ModelException;
import dev.parley.resilience.ModelStatusException;
import dev.parley.resilience.VirtualTime;
import dev.parley.resilience.VirtualTime.Outcome;
import dev.parley.text.TimedText;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LiveKit Agents' tests/test_tts_fallback.py; case 38 of the reference. */
@Timeout(30)
class TextToSpeechFallbackAdapterTest {
    @RegisterExtension
    static final VirtualTime time = new VirtualTime();

    private final ModelException down = ModelStatusException.of("primary", 500, "");
    private static final String TEXT = "hello there";

    private final Fake primary = new Fake("primary", AudioFormat.WIDEBAND);
    private final Fake secondary = new Fake("secondary", AudioFormat.REALTIME);
    private final BlockingQueue<AvailabilityChanged> changes = new LinkedBlockingQueue<>();
    private final List<String> served = new CopyOnWriteArrayList<>();

    /** A voice that speaks as it is told at the time; one second by itself. */
    private static class Fake implements TextToSpeech {
        private final String name;
        private final AudioFormat format;
        private volatile Supplier<Source<AudioFrame, NotUsed>> speech;
        private final AtomicInteger asked = new AtomicInteger();
        private final List<String> texts = new CopyOnWriteArrayList<>();

        private Fake(String name, AudioFormat format) {
            this.name = name;
            this.format = format;
            this.speech = () -> seconds(1);
        }

        private Source<AudioFrame, NotUsed> seconds(int seconds) {
            return Source.single(AudioFrame.silence(Duration.ofSeconds(seconds), format));
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public TextToSpeechCapabilities capabilities() {
            return TextToSpeechCapabilities.anyLength();
        }

        @Override
        public AudioFormat format() {
            return format;
        }

        @Override
        public Source<AudioFrame, NotUsed> synthesize(String text) {
            asked.incrementAndGet();
            texts.add(text);
            return speech.get();
        }
    }

    private TextToSpeechFallbackAdapter group(ConnectOptions connect) {
        TextToSpeechFallbackAdapter group =
                TextToSpeechFallbackAdapter.of(time.system(), List.of(primary, secondary), connect);
        group.onAvailabilityChanged(changes::add);
        return group;
    }

    private TextToSpeechFallbackAdapter impatient() {
        return group(TextToSpeechFallbackAdapter.CONNECT.withMaxRetries(0));
    }

    private Outcome<AudioFrame> speak(TextToSpeechFallbackAdapter group) {
        return time.run(group.synthesize(TEXT, member -> served.add(member.name())));
    }

    private static Duration audio(Outcome<AudioFrame> outcome) {
        return outcome.elements().stream().map(AudioFrame::duration).reduce(Duration.ZERO, Duration::plus);
    }

    @Test // case 38
    void shouldSpeakInTheHighestRateWhoeverSpeaks() {
        TextToSpeechFallbackAdapter group = impatient();

        Outcome<AudioFrame> outcome = speak(group);

        assertThat(group.format()).isEqualTo(AudioFormat.REALTIME);
        assertThat(served).containsExactly("primary");
        assertThat(outcome.elements()).allMatch(frame -> frame.format().equals(AudioFormat.REALTIME));
        assertThat(audio(outcome)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test // case 38
    void shouldTakeSilenceForAFailure() throws Exception {
        primary.speech = Source::empty;

        Outcome<AudioFrame> outcome = speak(impatient());

        assertThat(served).containsExactly("secondary");
        assertThat(audio(outcome)).isEqualTo(Duration.ofSeconds(1));
        assertThat(changes.poll(5, TimeUnit.SECONDS)).isEqualTo(new AvailabilityChanged("primary", false));
    }

    @Test // case 38
    void shouldCountTheTimeToTheFirstAudioFromTheFirstAttempt() {
        primary.speech = () -> failingAfter(Duration.ofMillis(500), down);
        Duration start = time.now();

        Outcome<AudioFrame> outcome = speak(impatient());
        time.pass(Duration.ofSeconds(1));

        assertThat(outcome.timed().get(0).at().minus(start)).isEqualTo(Duration.ofMillis(500));
        assertThat(served).containsExactly("secondary");
    }

    @Test
    void shouldAskEachVoiceThreeTimes() {
        primary.speech = () -> Source.failed(down);

        Outcome<AudioFrame> outcome = speak(group(TextToSpeechFallbackAdapter.CONNECT));
        time.pass(Duration.ofMillis(2_099));
        assertThat(primary.asked).hasValue(2);
        assertThat(outcome.elements()).isEmpty();
        time.pass(Duration.ofMillis(1));

        assertThat(primary.asked).hasValueGreaterThanOrEqualTo(3);
        assertThat(audio(outcome)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void shouldNotSayTheBeginningTwice() {
        primary.speech = () -> primary.seconds(2).concatLazy(Source.lazySource(() -> Source.<AudioFrame>failed(down)));
        TextToSpeechFallbackAdapter group = impatient();

        Outcome<AudioFrame> broken = speak(group);
        Outcome<AudioFrame> next = speak(group);

        assertThat(audio(broken)).isEqualTo(Duration.ofSeconds(2));
        assertThat(broken.failure()).contains(down);
        assertThat(audio(next)).isEqualTo(Duration.ofSeconds(1));
        assertThat(served).containsExactly("primary", "secondary");
    }

    private static final String LONG = "Your table is booked for seven tonight, and the kitchen knows about the nuts.";

    private Source<AudioFrame, NotUsed> thenLost(Source<AudioFrame, NotUsed> begun) {
        return begun.concatLazy(Source.lazySource(() -> Source.<AudioFrame>failed(down)));
    }

    @Test // a voice lost in mid-speech
    void shouldHaveTheNextVoiceSayTheRest() throws Exception {
        primary.speech = () -> thenLost(primary.seconds(2));

        Outcome<AudioFrame> outcome = time.run(impatient().synthesize(LONG, member -> served.add(member.name())));

        assertThat(outcome.failure()).isEmpty();
        assertThat(served).containsExactly("primary", "secondary");
        assertThat(secondary.texts).containsExactly("seven tonight, and the kitchen knows about the nuts.");
        assertThat(audio(outcome)).isEqualTo(Duration.ofSeconds(3));
        assertThat(changes.poll(5, TimeUnit.SECONDS)).isEqualTo(new AvailabilityChanged("primary", false));
    }

    /** Tells its words, of half a second each; is lost behind the fourth. */
    private final class Telling extends Fake {
        private Telling() {
            super("telling", AudioFormat.REALTIME);
        }

        @Override
        public Source<SynthesizedAudio, NotUsed> synthesizeTimed(String text) {
            AtomicInteger at = new AtomicInteger();
            return Source.from(List.of(text.split(" ")))
                    .take(4)
                    .map(word -> new SynthesizedAudio(
                            AudioFrame.silence(Duration.ofMillis(500), format()),
                            List.of(new TimedText(
                                    word,
                                    Duration.ofMillis(500L * at.get()),
                                    Duration.ofMillis(500L * at.incrementAndGet())))))
                    .concatLazy(Source.lazySource(() -> Source.<SynthesizedAudio>failed(down)));
        }
    }

    @Test // a voice lost in mid-speech
    void shouldGoOnWhereTheLostVoicesTimingsSay() {
        Telling second = new Telling();
        TextToSpeechFallbackAdapter group = TextToSpeechFallbackAdapter.of(
                time.system(),
                List.of(new Telling(), second, secondary),
                TextToSpeechFallbackAdapter.CONNECT.withMaxRetries(0));

        Outcome<SynthesizedAudio> outcome = time.run(group.synthesizeTimed(LONG));

        assertThat(secondary.texts).containsExactly("the kitchen knows about the nuts.");
        assertThat(outcome.elements().stream()
                        .flatMap(audio -> audio.timings().stream())
                        .toList())
                .hasSize(8)
                .endsWith(new TimedText("and", Duration.ofMillis(3_500), Duration.ofSeconds(4)));
    }

    @Test
    void shouldTellTheLossWhenNobodyIsLeft() {
        primary.speech = () -> thenLost(primary.seconds(1));
        secondary.speech = () -> Source.failed(down);

        Outcome<AudioFrame> outcome = time.run(impatient().synthesize(LONG));

        assertThat(outcome.failure()).get().extracting("message").asString().contains("[primary, secondary] failed");
        assertThat(audio(outcome)).isEqualTo(Duration.ofSeconds(1));
    }

    /** Speaks each piece as it comes, a tenth of a second a character, until it is lost. */
    private class Streaming extends Fake {
        private final int pieces;

        private Streaming(int pieces) {
            super("streaming", AudioFormat.REALTIME);
            this.pieces = pieces;
        }

        @Override
        public TextToSpeechCapabilities capabilities() {
            return TextToSpeechCapabilities.anyLength().withStreaming();
        }

        @Override
        public Flow<SpeechInput, SynthesizedAudio, NotUsed> stream() {
            AtomicInteger come = new AtomicInteger();
            return Flow.<SpeechInput>create().map(input -> {
                if (come.incrementAndGet() > pieces) {
                    throw down;
                }
                int length = ((SpeechInput.Text) input).text().length();
                return SynthesizedAudio.of(AudioFrame.silence(Duration.ofMillis(100L * length), format()));
            });
        }
    }

    private static Source<SpeechInput, NotUsed> written(String... pieces) {
        return Source.from(List.of(pieces))
                .flatMapConcat(
                        piece -> VirtualTime.after(Duration.ofMillis(100), (SpeechInput) new SpeechInput.Text(piece)));
    }

    @Test // tts.FallbackAdapter.stream
    void shouldStreamToAMemberThatStreams() {
        TextToSpeechFallbackAdapter group = TextToSpeechFallbackAdapter.of(time.system(), new Streaming(9), secondary);

        Outcome<SynthesizedAudio> outcome =
                time.run(written("Good ", "morn", "ing.").via(group.stream()));
        time.pass(Duration.ofMillis(100));
        assertThat(group.capabilities().streaming()).isTrue();
        assertThat(outcome.elements()).hasSize(1);
        time.pass(Duration.ofSeconds(1));

        assertThat(outcome.elements()).hasSize(3);
        assertThat(outcome.over()).isTrue();
        assertThat(secondary.texts).isEmpty();
    }

    @Test // tts.FallbackAdapter.stream
    void shouldGiveTheWholeTextToTheNextMemberIfNothingWasHeard() {
        TextToSpeechFallbackAdapter group = TextToSpeechFallbackAdapter.of(
                time.system(),
                List.of(new Streaming(0), secondary),
                TextToSpeechFallbackAdapter.CONNECT.withMaxRetries(0));

        Outcome<SynthesizedAudio> outcome = time.run(
                written("Good morn", "ing to all of you. ", "It is ", "fine.").via(group.stream()));
        time.pass(Duration.ofSeconds(1));

        assertThat(secondary.texts).containsExactly("Good morning to all of you.", "It is fine.");
        assertThat(outcome.failure()).isEmpty();
    }

    @Test // a voice lost in mid-speech
    void shouldHaveTheRestOfAStreamedTextSaidByTheNextMember() {
        TextToSpeechFallbackAdapter group = TextToSpeechFallbackAdapter.of(
                time.system(),
                List.of(new Streaming(2), secondary),
                TextToSpeechFallbackAdapter.CONNECT.withMaxRetries(0));

        Outcome<SynthesizedAudio> outcome = time.run(written("Good ", "morning ", "to all of you here. ", "It is fine.")
                .via(group.stream()));
        time.pass(Duration.ofSeconds(1));

        assertThat(secondary.texts).containsExactly("all of you here. It is fine.");
        assertThat(outcome.over()).isTrue();
        assertThat(outcome.failure()).isEmpty();
    }

    @Test
    void shouldHaveTheRestSaidByTheNextMemberWhereAVoiceEndsBeforeItsText() {
        Streaming expiring = new Streaming(9) {
            @Override
            public Flow<SpeechInput, SynthesizedAudio, NotUsed> stream() {
                return super.stream().take(2);
            }
        };
        TextToSpeechFallbackAdapter group = TextToSpeechFallbackAdapter.of(time.system(), expiring, secondary);

        Outcome<SynthesizedAudio> outcome = time.run(written("Good ", "morning ", "to all of you here. ", "It is fine.")
                .via(group.stream()));
        time.pass(Duration.ofSeconds(1));

        assertThat(secondary.texts).containsExactly("to all of you here. It is fine.");
        assertThat(outcome.over()).isTrue();
        assertThat(outcome.failure()).isEmpty();
    }

    @Test
    void shouldTakeASilentSentenceForAFailureThoughTheOneBeforeWasHeard() {
        primary.speech = () -> primary.asked.get() == 1 ? primary.seconds(2) : Source.empty();

        Outcome<SynthesizedAudio> outcome =
                time.run(written("Good morning to all of you. ", "The kitchen knows about the nuts.")
                        .via(impatient().stream()));
        time.pass(Duration.ofSeconds(1));

        assertThat(secondary.texts).containsExactly("The kitchen knows about the nuts.");
        assertThat(outcome.failure()).isEmpty();
    }

    /** Fails at first; then speaks once it has all of its text. */
    private final class Patient extends Streaming {
        private final AtomicInteger streams = new AtomicInteger();

        private Patient() {
            super(0);
        }

        @Override
        public Flow<SpeechInput, SynthesizedAudio, NotUsed> stream() {
            SynthesizedAudio spoken = SynthesizedAudio.of(AudioFrame.silence(Duration.ofSeconds(1), format()));
            return streams.getAndIncrement() == 0
                    ? super.stream()
                    : Flow.<SpeechInput>create().fold(spoken, (audio, input) -> audio);
        }
    }

    @Test
    void shouldEndWhatAMemberIsAskedBesideASpeechThatIsCutOff() throws Exception {
        TextToSpeechFallbackAdapter group = TextToSpeechFallbackAdapter.of(
                time.system(),
                List.of(new Patient(), secondary),
                TextToSpeechFallbackAdapter.CONNECT.withMaxRetries(0));
        group.onAvailabilityChanged(changes::add);
        Source<SpeechInput, NotUsed> text =
                written("Good morning to all of you. ", "It is fine.").concat(Source.maybe());

        Outcome<SynthesizedAudio> outcome = time.run(text.via(group.stream()).take(1));
        time.pass(Duration.ofSeconds(1));

        assertThat(outcome.over()).isTrue();
        assertThat(changes.poll(5, TimeUnit.SECONDS)).isEqualTo(new AvailabilityChanged("streaming", false));
        assertThat(changes.poll(5, TimeUnit.SECONDS)).isEqualTo(new AvailabilityChanged("streaming", true));
    }

    @Test
    void shouldFailWhenAllFailAndTryAllAgainNextTime() {
        primary.speech = () -> Source.failed(down);
        secondary.speech = Source::empty;
        TextToSpeechFallbackAdapter group = impatient();

        Outcome<AudioFrame> failed = speak(group);
        primary.speech = () -> primary.seconds(3);
        Outcome<AudioFrame> again = speak(group);

        assertThat(failed.failure()).get().extracting("message").asString().contains("[primary, secondary] failed");
        assertThat(audio(again)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void shouldBringBackAVoiceThatSpeaksForNobody() throws Exception {
        primary.speech = () -> Source.failed(down);
        TextToSpeechFallbackAdapter group = impatient();
        speak(group);
        assertThat(changes.poll(5, TimeUnit.SECONDS)).isEqualTo(new AvailabilityChanged("primary", false));
        primary.speech = () -> primary.seconds(1);

        AvailabilityChanged change = null;
        while (change == null) {
            speak(group);
            change = changes.poll(100, TimeUnit.MILLISECONDS);
        }

        assertThat(change).isEqualTo(new AvailabilityChanged("primary", true));
        served.clear();
        speak(group);
        assertThat(served).containsExactly("primary");
    }

    @Test
    void shouldNotMissSoundInATextOfNoWords() {
        primary.speech = Source::empty;

        Outcome<AudioFrame> outcome = time.run(impatient().synthesize("…", member -> served.add(member.name())));

        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.elements()).isEmpty();
    }

    @Test
    void shouldRefuseVoicesOfDifferentChannels() {
        Fake stereo = new Fake("stereo", new AudioFormat(24_000, 2));

        assertThatThrownBy(() -> TextToSpeechFallbackAdapter.of(time.system(), primary, stereo))
                .hasMessage("voices of [1, 2] channels (expected: the same number of each)");
    }
}
