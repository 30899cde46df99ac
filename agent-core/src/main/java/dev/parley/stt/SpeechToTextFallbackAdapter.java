package dev.parley.stt;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Flow;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Resampler;
import dev.parley.resilience.AvailabilityChanged;
import dev.parley.resilience.ConnectOptions;
import dev.parley.resilience.FallbackAdapter;
import dev.parley.resilience.FallbackMembers;
import dev.parley.resilience.Retry;
import dev.parley.vad.VoiceActivityDetector;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Recognisers that stand in for each other (LiveKit Agents' {@code stt.FallbackAdapter}). Thread-safe.
 *
 * <p>It streams if one of its members does; members that take whole utterances then need a detector to cut them out. While
 * it streams, a member that failed hears along, and its first final transcript brings it back for the next stream. Where all
 * take utterances, each is given to the first available member, and again to one that failed, for nobody.
 *
 * <p>All are given audio of the highest sample rate among them, resampled for each.
 */
public final class SpeechToTextFallbackAdapter implements SpeechToText, FallbackAdapter<SpeechToText> {
    /** LiveKit Agents' options: one repetition after 5 s, 10 s an attempt. */
    public static final ConnectOptions CONNECT = new ConnectOptions(1, Duration.ofSeconds(5), Duration.ofSeconds(10));

    private final ActorSystem<?> system;
    private final FallbackMembers<SpeechToText> members;
    private final ConnectOptions connect;
    private final AudioFormat format;

    private SpeechToTextFallbackAdapter(ActorSystem<?> system, List<SpeechToText> members, ConnectOptions connect) {
        this.system = system;
        this.members = new FallbackMembers<>(members, SpeechToText::name);
        this.connect = connect;
        this.format = members.stream()
                .map(SpeechToText::format)
                .max(Comparator.comparingInt(AudioFormat::sampleRate))
                .orElse(AudioFormat.WIDEBAND);
    }

    /**
     * Recognisers with LiveKit Agents' options, the preferred one first.
     *
     * @throws IllegalArgumentException if some stream and some don't: see the other factory
     */
    public static SpeechToTextFallbackAdapter of(ActorSystem<?> system, SpeechToText... members) {
        return of(system, List.of(members), CONNECT);
    }

    /**
     * Recognisers, the preferred one first.
     *
     * @param connect for each member by itself
     * @throws IllegalArgumentException if there is none, or one twice, or if some stream and some don't
     */
    public static SpeechToTextFallbackAdapter of(
            ActorSystem<?> system, List<? extends SpeechToText> members, ConnectOptions connect) {
        List<String> batch = members.stream()
                .filter(member -> !member.capabilities().streaming())
                .map(SpeechToText::name)
                .toList();
        if (!batch.isEmpty() && batch.size() < members.size()) {
            throw new IllegalArgumentException("recognisers that do not stream: " + batch
                    + " (expected: all or none, or a detector that cuts their utterances out)");
        }
        return new SpeechToTextFallbackAdapter(system, List.copyOf(members), connect);
    }

    /**
     * Recognisers, the preferred one first, made to stream where they don't.
     *
     * @param connect for each member by itself
     * @throws IllegalArgumentException if there is none, or one twice
     */
    public static SpeechToTextFallbackAdapter of(
            ActorSystem<?> system,
            List<? extends SpeechToText> members,
            VoiceActivityDetector vad,
            ConnectOptions connect) {
        List<SpeechToText> streaming = members.stream()
                .map(member -> SpeechToTextStreamAdapter.of(member, vad))
                .toList();
        return new SpeechToTextFallbackAdapter(system, streaming, connect);
    }

    /** The name of the one that would be asked next. */
    @Override
    public String name() {
        return members.nextName();
    }

    /** What all members can do; streams only if all do only that. */
    @Override
    public SpeechToTextCapabilities capabilities() {
        return new SpeechToTextCapabilities(
                members.all().stream().allMatch(member -> member.capabilities().streaming()),
                members.all().stream().allMatch(member -> member.capabilities().interimResults()),
                Arrays.stream(SpeechToTextFeature.values())
                        .filter(feature -> members.all().stream()
                                .allMatch(member -> member.capabilities().has(feature)))
                        .collect(Collectors.toSet()));
    }

    @Override
    public AudioFormat format() {
        return format;
    }

    @Override
    public CompletionStage<Transcript> recognize(AudioFrame utterance) {
        return recognize(utterance, List.of());
    }

    /** Members that take no keyterms take no notice of them. */
    @Override
    public CompletionStage<Transcript> recognize(AudioFrame utterance, List<String> keyterms) {
        return recognize(utterance, keyterms, member -> {});
    }

    /** The same without keyterms; tells which member has recognised it. */
    public CompletionStage<Transcript> recognize(AudioFrame utterance, Consumer<? super SpeechToText> serving) {
        return recognize(utterance, List.of(), serving);
    }

    /** The same; tells which member has recognised it. */
    public CompletionStage<Transcript> recognize(
            AudioFrame utterance, List<String> keyterms, Consumer<? super SpeechToText> serving) {
        return next(new Asked(utterance, keyterms), serving, members.all().iterator(), members.noneAvailable());
    }

    /** An utterance, and what is listened for. */
    private record Asked(AudioFrame utterance, List<String> keyterms) {}

    private CompletionStage<Transcript> next(
            Asked asked, Consumer<? super SpeechToText> serving, Iterator<SpeechToText> rest, boolean all) {
        while (rest.hasNext()) {
            SpeechToText member = rest.next();
            if (!member.capabilities().offlineRecognize()) {
                continue;
            }
            if (all || members.available(member)) {
                return ask(member, asked)
                        .handle((transcript, failure) -> {
                            if (failure == null) {
                                members.served(member);
                                serving.accept(member);
                                return CompletableFuture.completedStage(transcript);
                            }
                            members.failed(member, failure);
                            probe(member, asked);
                            return next(asked, serving, rest, all);
                        })
                        .thenCompose(answer -> answer);
            }
            probe(member, asked);
        }
        return CompletableFuture.failedStage(members.allFailed());
    }

    private CompletionStage<Transcript> ask(SpeechToText member, Asked asked) {
        AudioFrame heard = resampled(asked.utterance(), member.format());
        ConnectOptions patient = connect.withTimeout(connect.timeout().plus(member.loadTime()));
        return Retry.silently(member.name(), patient).stage(system, () -> member.recognize(heard, asked.keyterms()));
    }

    private static AudioFrame resampled(AudioFrame utterance, AudioFormat to) {
        if (utterance.format().equals(to)) {
            return utterance;
        }
        Resampler resampler = Resampler.between(utterance.format(), to);
        byte[] body = resampler.accept(utterance).toByteArray();
        byte[] tail = resampler.flush().toByteArray();
        byte[] whole = java.util.Arrays.copyOf(body, body.length + tail.length);
        System.arraycopy(tail, 0, whole, body.length, tail.length);
        return AudioFrame.wrap(whole, to);
    }

    /** Has a member that is out recognise the same for nobody. */
    private void probe(SpeechToText member, Asked asked) {
        members.probe(member, () -> ask(member, asked));
    }

    @Override
    public Flow<AudioFrame, SpeechToTextEvent, NotUsed> stream() {
        return stream(List.of());
    }

    @Override
    public Flow<AudioFrame, SpeechToTextEvent, NotUsed> stream(List<String> keyterms) {
        return stream(keyterms, member -> {});
    }

    /** The same without keyterms; tells which member listens, each time it is another. */
    public Flow<AudioFrame, SpeechToTextEvent, NotUsed> stream(Consumer<? super SpeechToText> serving) {
        return stream(List.of(), serving);
    }

    /** The same; tells which member listens, each time it is another. */
    public Flow<AudioFrame, SpeechToTextEvent, NotUsed> stream(
            List<String> keyterms, Consumer<? super SpeechToText> serving) {
        return stream(keyterms, Conversation.unknown(), serving);
    }

    /** Members that take no notice of a conversation are not told of it. */
    @Override
    public Flow<AudioFrame, SpeechToTextEvent, NotUsed> stream(List<String> keyterms, Conversation conversation) {
        return stream(keyterms, conversation, member -> {});
    }

    /** The same; tells which member listens, each time it is another. */
    public Flow<AudioFrame, SpeechToTextEvent, NotUsed> stream(
            List<String> keyterms, Conversation conversation, Consumer<? super SpeechToText> serving) {
        return FallbackRecognition.flow(
                members, connect, format, member -> begun(member, keyterms, conversation), serving);
    }

    private static Flow<AudioFrame, SpeechToTextEvent, NotUsed> begun(
            SpeechToText member, List<String> keyterms, Conversation conversation) {
        return member.capabilities().has(SpeechToTextFeature.CHAT_CONTEXT)
                ? member.stream(keyterms, conversation)
                : member.stream(keyterms);
    }

    /** The preferred one only: the others are needed when it fails. */
    @Override
    public CompletionStage<Done> prewarm() {
        return members.all().get(0).prewarm();
    }

    @Override
    public List<SpeechToText> members() {
        return members.all();
    }

    @Override
    public boolean available(SpeechToText member) {
        return members.available(member);
    }

    @Override
    public void onAvailabilityChanged(Consumer<AvailabilityChanged> listener) {
        members.onAvailabilityChanged(listener);
    }
}
