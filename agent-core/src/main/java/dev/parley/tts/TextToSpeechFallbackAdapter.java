package dev.parley.tts;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.japi.Pair;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Resampler;
import dev.parley.resilience.AvailabilityChanged;
import dev.parley.resilience.ConnectOptions;
import dev.parley.resilience.FallbackAdapter;
import dev.parley.resilience.FallbackMembers;
import dev.parley.resilience.FallbackSource;
import dev.parley.resilience.Retry;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Voices that stand in for each other (LiveKit Agents' {@code tts.FallbackAdapter}). Thread-safe.
 *
 * <p>A text goes to the first available member. If that fails, makes no sound, or ends before the text does, the next one
 * speaks it; if some of it was heard, the next one says the rest, from where the member's word timings say that it had got,
 * or else its length at LiveKit Agents' pace. Where nothing seems to be left, or nobody can say it, the speech ends with the
 * failure. All speak in the highest sample rate among them. A text that is still being written is streamed to members that
 * can, and given to others sentence by sentence.
 */
public final class TextToSpeechFallbackAdapter implements TextToSpeech, FallbackAdapter<TextToSpeech> {
    /** LiveKit Agents' options: two repetitions per voice. */
    public static final ConnectOptions CONNECT = ConnectOptions.standard().withMaxRetries(2);

    private final ActorSystem<?> system;
    private final FallbackMembers<TextToSpeech> members;
    private final ConnectOptions connect;
    private final AudioFormat format;

    private TextToSpeechFallbackAdapter(
            ActorSystem<?> system, List<TextToSpeech> members, ConnectOptions connect, AudioFormat format) {
        this.system = system;
        this.members = new FallbackMembers<>(members, TextToSpeech::name);
        this.connect = connect;
        this.format = format;
    }

    /** Voices with LiveKit Agents' options, the preferred one first. */
    public static TextToSpeechFallbackAdapter of(ActorSystem<?> system, TextToSpeech... members) {
        return of(system, List.of(members), CONNECT);
    }

    /**
     * Voices, the preferred one first.
     *
     * @param connect for each member by itself
     * @throws IllegalArgumentException if there is none or one twice, or if they differ in their number of channels
     */
    public static TextToSpeechFallbackAdapter of(
            ActorSystem<?> system, List<? extends TextToSpeech> members, ConnectOptions connect) {
        List<Integer> channels = members.stream()
                .map(voice -> voice.format().channels())
                .distinct()
                .toList();
        if (channels.size() > 1) {
            throw new IllegalArgumentException(
                    "voices of " + channels + " channels (expected: the same number of each)");
        }
        AudioFormat highest = members.stream()
                .map(TextToSpeech::format)
                .max(Comparator.comparingInt(AudioFormat::sampleRate))
                .orElse(AudioFormat.REALTIME);
        return new TextToSpeechFallbackAdapter(system, List.copyOf(members), connect, highest);
    }

    /** The name of the one that would be asked next. */
    @Override
    public String name() {
        return members.nextName();
    }

    /** Timings if all members have them; streams if one does. */
    @Override
    public TextToSpeechCapabilities capabilities() {
        TextToSpeechCapabilities common = new TextToSpeechCapabilities(members.all().stream()
                .mapToInt(voice -> voice.capabilities().longestText())
                .min()
                .orElseThrow());
        boolean aligned =
                members.all().stream().allMatch(voice -> voice.capabilities().alignedTranscript());
        boolean streaming =
                members.all().stream().anyMatch(voice -> voice.capabilities().streaming());
        TextToSpeechCapabilities timed = aligned ? common.withAlignedTranscript() : common;
        return streaming ? timed.withStreaming() : timed;
    }

    @Override
    public AudioFormat format() {
        return format;
    }

    @Override
    public Source<AudioFrame, NotUsed> synthesize(String text) {
        return synthesize(text, member -> {});
    }

    /** The same; tells which member speaks, with its first audio. */
    public Source<AudioFrame, NotUsed> synthesize(String text, Consumer<? super TextToSpeech> serving) {
        return synthesizeTimed(text, serving)
                .mapConcat(audio -> audio.frame().byteCount() == 0 ? List.of() : List.of(audio.frame()));
    }

    @Override
    public Source<SynthesizedAudio, NotUsed> synthesizeTimed(String text) {
        return synthesizeTimed(text, member -> {});
    }

    /** The same with what is said when, as far as the member knows. */
    public Source<SynthesizedAudio, NotUsed> synthesizeTimed(String text, Consumer<? super TextToSpeech> serving) {
        return whoeverCan(
                serving,
                () -> text,
                () -> true,
                (member, from) -> retry(member)
                        .source(() -> said(member, text.substring(from).stripLeading())));
    }

    private static Source<SynthesizedAudio, NotUsed> said(TextToSpeech member, String text) {
        return AudibleSpeech.of(member.name(), text, member.synthesizeTimed(text));
    }

    /** Members that do not stream are given sentences. */
    @Override
    public Flow<SpeechInput, SynthesizedAudio, NotUsed> stream() {
        return stream(member -> {});
    }

    /** The same; tells which member speaks, with its first audio. */
    public Flow<SpeechInput, SynthesizedAudio, NotUsed> stream(Consumer<? super TextToSpeech> serving) {
        return WrittenText.spoken(text -> whoeverCan(
                serving,
                text::soFar,
                text::ended,
                (member, from) -> retry(member).source(() -> streamed(member, text, from), text::complete)));
    }

    private static Source<SynthesizedAudio, NotUsed> streamed(TextToSpeech member, WrittenText text, int from) {
        TextToSpeech streaming = member.capabilities().streaming() ? member : new TextToSpeechStreamAdapter(member);
        return text.toItsEnd(
                member.name(),
                AudibleSpeech.of(
                        member.name(),
                        () -> text.soFar().substring(from),
                        text.from(from).via(streaming.stream())));
    }

    /** A member's speech of a text from this character on. */
    private interface Speaking {
        Source<SynthesizedAudio, NotUsed> from(TextToSpeech member, int character);
    }

    private Source<SynthesizedAudio, NotUsed> whoeverCan(
            Consumer<? super TextToSpeech> serving, Supplier<String> text, BooleanSupplier whole, Speaking speaking) {
        return Source.lazySource(() -> {
                    SpeechProgress progress = new SpeechProgress(format);
                    FallbackSource<TextToSpeech, SynthesizedAudio> speech = new FallbackSource<>(
                            system,
                            members,
                            member -> speaking.from(member, progress.handOver(text.get()))
                                    .via(resampled(member.format())),
                            audio -> false,
                            () -> whole.getAsBoolean() && progress.saidAll(text.get()),
                            serving);
                    return speech.inOrder(members.all()).map(audio -> progress.made(audio, text));
                })
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    private Retry retry(TextToSpeech member) {
        return Retry.silently(member.name(), connect);
    }

    private Flow<SynthesizedAudio, SynthesizedAudio, NotUsed> resampled(AudioFormat from) {
        if (from.equals(format)) {
            return Flow.create();
        }
        return Flow.<SynthesizedAudio>create()
                .statefulMap(
                        () -> Resampler.between(from, format),
                        (resampler, audio) -> Pair.create(resampler, audio.withFrame(resampler.accept(audio.frame()))),
                        resampler -> Optional.of(SynthesizedAudio.of(resampler.flush())))
                .via(AudibleSpeech.withoutEmpty());
    }

    /** The preferred one only: the others are needed when it fails. */
    @Override
    public CompletionStage<Done> prewarm() {
        return members.all().get(0).prewarm();
    }

    @Override
    public List<TextToSpeech> members() {
        return members.all();
    }

    @Override
    public boolean available(TextToSpeech member) {
        return members.available(member);
    }

    @Override
    public void onAvailabilityChanged(Consumer<AvailabilityChanged> listener) {
        members.onAvailabilityChanged(listener);
    }
}
