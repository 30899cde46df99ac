package dev.parley.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.resilience.VirtualTime.Outcome;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.SpeechToTextCapabilities;
import dev.parley.stt.SpeechToTextFallbackAdapter;
import dev.parley.stt.Transcript;
import dev.parley.tts.TextToSpeech;
import dev.parley.tts.TextToSpeechCapabilities;
import dev.parley.tts.TextToSpeechFallbackAdapter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fallback of recognisers and voices with any number of members that fail in any way after any time: who answers, when, and who
 * is told to be out is predicted from the rule. A failure names its seed.
 */
class FallbackRulesTest {
    @RegisterExtension
    static final VirtualTime time = new VirtualTime();

    private static final AudioFrame FRAME = AudioFrame.silence(Duration.ofMillis(100), AudioFormat.WIDEBAND);
    private static final Duration LONG = Duration.ofMinutes(5);

    static LongStream seeds() {
        return LongStream.range(1, 61);
    }

    /** What a member does each time that it is asked. */
    private enum Kind {
        ANSWERS,
        /** With a status that is not worth a repetition. */
        REFUSES,
        /** With one that is. */
        IS_BUSY,
        /** Ends without having said anything. */
        SAYS_NOTHING,
        /** Until it is given up. */
        HANGS
    }

    /** One member: what it does, and after what time. */
    private record Member(String name, Kind kind, Duration after, AudioFormat format) {
        boolean answers() {
            return kind == Kind.ANSWERS;
        }

        ModelException failure() {
            return ModelStatusException.of(name, kind == Kind.REFUSES ? 401 : 503, "");
        }

        /** The rule: each attempt takes its time, and before each repetition there is a wait. */
        Duration givenUpAfter(ConnectOptions connect) {
            Duration attempt = kind == Kind.HANGS ? connect.timeout() : after;
            Duration sum = attempt;
            for (int repetition = 0; kind != Kind.REFUSES && repetition < connect.maxRetries(); repetition++) {
                Duration least = Duration.ofMillis(100);
                boolean first = repetition == 0 && connect.retryInterval().compareTo(least) > 0;
                sum = sum.plus(first ? least : connect.retryInterval()).plus(attempt);
            }
            return sum;
        }
    }

    /** One draw: a group and how patiently its members are asked. */
    private record Group(List<Member> members, ConnectOptions connect) {
        static Group drawn(long seed, List<Kind> kinds, List<AudioFormat> formats) {
            Random random = new Random(seed * 7919);
            ConnectOptions connect =
                    new ConnectOptions(random.nextInt(4), millis(random, 50, 3000), millis(random, 2000, 10_000));
            List<Member> members = new ArrayList<>();
            int size = 1 + random.nextInt(4);
            for (int i = 0; i < size; i++) {
                Kind kind = kinds.get(random.nextInt(kinds.size()));
                AudioFormat format = formats.get(random.nextInt(formats.size()));
                members.add(new Member("member" + i, kind, millis(random, 10, 1900), format));
            }
            return new Group(members, connect);
        }

        private static Duration millis(Random random, int least, int most) {
            return Duration.ofMillis(least + random.nextInt(most - least));
        }

        Optional<Member> answering() {
            return members.stream().filter(Member::answers).findFirst();
        }

        List<Member> failing() {
            return members.stream().takeWhile(member -> !member.answers()).toList();
        }

        List<AvailabilityChanged> changes() {
            return failing().stream()
                    .map(member -> new AvailabilityChanged(member.name(), false))
                    .toList();
        }

        /** All that fail come first; they are left out the next time, unless there is nobody else. */
        Duration first() {
            return failing().stream()
                    .map(member -> member.givenUpAfter(connect))
                    .reduce(Duration.ZERO, Duration::plus)
                    .plus(answering().map(Member::after).orElse(Duration.ZERO));
        }

        Duration next() {
            return answering().map(Member::after).orElse(first());
        }
    }

    private record Recogniser(Member member) implements SpeechToText {
        @Override
        public String name() {
            return member.name();
        }

        @Override
        public SpeechToTextCapabilities capabilities() {
            return new SpeechToTextCapabilities(false, false);
        }

        @Override
        public AudioFormat format() {
            return member.format();
        }

        @Override
        public CompletionStage<Transcript> recognize(AudioFrame utterance) {
            CompletableFuture<Transcript> answer = new CompletableFuture<>();
            if (member.kind() != Kind.HANGS) {
                time.system()
                        .scheduler()
                        .scheduleOnce(
                                member.after(),
                                () -> {
                                    if (member.answers()) {
                                        answer.complete(new Transcript(member.name(), 1));
                                    } else {
                                        answer.completeExceptionally(member.failure());
                                    }
                                },
                                time.system().executionContext());
            }
            return answer;
        }
    }

    private record Voice(Member member) implements TextToSpeech {
        @Override
        public String name() {
            return member.name();
        }

        @Override
        public TextToSpeechCapabilities capabilities() {
            return TextToSpeechCapabilities.anyLength();
        }

        @Override
        public AudioFormat format() {
            return member.format();
        }

        @Override
        public Source<AudioFrame, NotUsed> synthesize(String text) {
            AudioFrame speech = AudioFrame.silence(Duration.ofSeconds(1), member.format());
            return switch (member.kind()) {
                case ANSWERS -> VirtualTime.after(member.after(), speech);
                case REFUSES, IS_BUSY -> VirtualTime.failingAfter(member.after(), member.failure());
                case SAYS_NOTHING -> VirtualTime.after(member.after(), speech).mapConcat(ignored -> List.of());
                case HANGS -> Source.<AudioFrame>maybe().mapMaterializedValue(ignored -> NotUsed.getInstance());
            };
        }
    }

    @ParameterizedTest // case 37
    @MethodSource("seeds")
    void shouldRecogniseByTheFirstThatAnswersOnceThoseBeforeAreGivenUp(long seed) {
        Group drawn = Group.drawn(
                seed, List.of(Kind.ANSWERS, Kind.REFUSES, Kind.IS_BUSY, Kind.HANGS), List.of(AudioFormat.WIDEBAND));
        List<AvailabilityChanged> changes = new ArrayList<>();
        SpeechToTextFallbackAdapter group = SpeechToTextFallbackAdapter.of(
                time.system(), drawn.members().stream().map(Recogniser::new).toList(), drawn.connect());
        group.onAvailabilityChanged(changes::add);

        for (Duration expected : List.of(drawn.first(), drawn.next())) {
            Duration start = time.now();
            List<Duration> ends = new ArrayList<>();
            List<String> results = new ArrayList<>();
            group.recognize(FRAME).whenComplete((transcript, failure) -> {
                ends.add(time.now().minus(start));
                results.add(failure == null ? transcript.text() : String.valueOf(failure.getMessage()));
            });
            time.pass(LONG);

            assertThat(ends).containsExactly(expected);
            assertThat(results)
                    .singleElement()
                    .asString()
                    .contains(drawn.answering().map(Member::name).orElse("failed"));
            assertThat(changes).isEqualTo(drawn.changes());
        }
    }

    @ParameterizedTest // case 38
    @MethodSource("seeds")
    void shouldSpeakByTheFirstThatIsHeardOnceThoseBeforeAreGivenUp(long seed) {
        Group drawn = Group.drawn(
                seed,
                List.of(Kind.values()),
                List.of(AudioFormat.TELEPHONE, AudioFormat.WIDEBAND, AudioFormat.REALTIME));
        List<AvailabilityChanged> changes = new ArrayList<>();
        TextToSpeechFallbackAdapter group = TextToSpeechFallbackAdapter.of(
                time.system(), drawn.members().stream().map(Voice::new).toList(), drawn.connect());
        group.onAvailabilityChanged(changes::add);
        int highest = drawn.members().stream()
                .mapToInt(member -> member.format().sampleRate())
                .max()
                .orElseThrow();

        for (Duration expected : List.of(drawn.first(), drawn.next())) {
            Duration start = time.now();
            Outcome<AudioFrame> outcome = time.run(group.synthesize("hello there"));
            time.pass(LONG);

            if (drawn.answering().isPresent()) {
                // the time to the first sound counts from the first attempt, whoever is heard in the end
                assertThat(outcome.timed().get(0).at().minus(start)).isEqualTo(expected);
                assertThat(outcome.elements()).allMatch(frame -> frame.format().sampleRate() == highest);
                assertThat(outcome.elements().stream().map(AudioFrame::duration).reduce(Duration.ZERO, Duration::plus))
                        .isEqualTo(Duration.ofSeconds(1));
            } else {
                assertThat(outcome.elements()).isEmpty();
                assertThat(outcome.failure())
                        .get()
                        .extracting("message")
                        .asString()
                        .contains("failed");
                assertThat(outcome.endedAt().minus(start)).isEqualTo(expected);
            }
            assertThat(changes).isEqualTo(drawn.changes());
        }
    }
}
