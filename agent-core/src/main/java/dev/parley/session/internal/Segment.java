package dev.parley.session.internal;

import akka.Done;
import akka.NotUsed;
import akka.stream.BoundedSourceQueue;
import akka.stream.KillSwitches;
import akka.stream.Materializer;
import akka.stream.QueueOfferResult;
import akka.stream.UniqueKillSwitch;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.session.engine.Utterance;
import dev.parley.speech.SentenceAudio;
import dev.parley.text.TextTransform;
import dev.parley.tts.SynthesizedAudio;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A segment of what the agent says, on its way through the agent's nodes into the playout: its text comes sentence by
 * sentence, runs through the transforms and the {@code ttsNode}, and beside that through the {@code transcriptionNode}. Used
 * by the session's actor alone.
 *
 * <p>Sentences that wait for the voice are bounded; what is too much fails the segment.
 */
final class Segment {
    /** More words than are said in an hour: a voice that streams is given an answer word by word. */
    private static final int BOUND = 16 * 1024;

    /** LiveKit Agents' time for a segment's transcript to end once its audio has. */
    private static final Duration TRANSCRIPT_PATIENCE = Duration.ofSeconds(5);

    private final Utterance utterance;
    private final AgentNodes nodes;
    private final Optional<Source<AudioFrame, ?>> own;
    private final TextTransform transforms;
    private final SentenceAudio audio;
    private final boolean shownAsItIs;
    private final List<String> early = new ArrayList<>();
    private final CompletableFuture<Done> transcribed = new CompletableFuture<>();
    private @Nullable Streams streams;
    private boolean complete;

    /** What runs once the voice is free. */
    private record Streams(
            BoundedSourceQueue<String> spoken,
            Optional<BoundedSourceQueue<String>> shown,
            UniqueKillSwitch speaking,
            CompletionStage<Done> synthesis) {}

    /**
     * A segment that nothing is known of yet.
     *
     * @param own audio of the application's own in place of the voice's
     */
    Segment(
            Utterance utterance,
            AgentNodes nodes,
            Optional<Source<AudioFrame, ?>> own,
            TextTransform transforms,
            SentenceAudio audio) {
        this.utterance = utterance;
        this.nodes = nodes;
        this.own = own;
        this.transforms = transforms;
        this.audio = audio;
        this.shownAsItIs = !nodes.transcribesByItself();
    }

    Utterance utterance() {
        return utterance;
    }

    /** Completes with the transcript; fails with the transcription node. */
    CompletionStage<Done> transcription() {
        return transcribed;
    }

    void text(String sentence) {
        if (shownAsItIs) {
            audio.text(sentence);
        }
        if (streams == null) {
            early.add(sentence);
        } else {
            offer(streams, sentence);
        }
    }

    /** No more text follows. Idempotent. */
    void complete() {
        if (complete) {
            return;
        }
        complete = true;
        if (shownAsItIs) {
            audio.endText();
            transcribed.complete(Done.getInstance());
        }
        if (streams != null) {
            endText(streams);
        }
    }

    void stop() {
        complete();
        if (streams != null) {
            streams.speaking().shutdown();
        }
    }

    /** Starts the voice; completes when it has given all of its audio, or failed. */
    CompletionStage<Done> start(AudioFormat format, Materializer materializer) {
        Optional<BoundedSourceQueue<String>> shown = shownAsItIs ? Optional.empty() : Optional.of(show(materializer));
        Streams started = Source.<String>queue(BOUND)
                .<Optional<String>>map(Optional::of)
                .concat(Source.single(Optional.empty()))
                .statefulMapConcat(() -> new SpokenText(transforms.open(), audio))
                .via(voice())
                .viaMat(KillSwitches.single(), Keep.both())
                .toMat(
                        new SegmentSink(audio, format),
                        (inner, synthesis) -> new Streams(inner.first(), shown, inner.second(), synthesis))
                .run(materializer);
        streams = started;
        early.forEach(sentence -> offer(started, sentence));
        early.clear();
        if (complete) {
            endText(started);
        }
        endWhenOver(started.synthesis());
        return started.synthesis();
    }

    private Flow<String, SynthesizedAudio, NotUsed> voice() {
        return Flow.<String>create()
                .prefixAndTail(0)
                .flatMapConcat(text ->
                        own.map(audio -> recorded(text.second(), audio)).orElseGet(() -> nodes.speech(text.second())));
    }

    /** What the recording says is read along, and ends when it likes. */
    private static Source<SynthesizedAudio, NotUsed> recorded(
            Source<String, NotUsed> text, Source<AudioFrame, ?> audio) {
        Source<SynthesizedAudio, NotUsed> unsaid = text.mapConcat(sentence -> List.of());
        return unsaid.merge(audio.map(SynthesizedAudio::of));
    }

    /** The transcription node at work. */
    private BoundedSourceQueue<String> show(Materializer materializer) {
        return Source.<String>queue(BOUND)
                .prefixAndTail(0)
                .flatMapConcat(text -> nodes.transcript(text.second()))
                .toMat(Sink.foreach(audio::text), (queue, done) -> {
                    done.whenComplete((all, failure) -> transcriptOver(failure));
                    return queue;
                })
                .run(materializer);
    }

    private void transcriptOver(@Nullable Throwable failure) {
        audio.endText();
        if (failure == null) {
            transcribed.complete(Done.getInstance());
        } else {
            transcribed.completeExceptionally(failure);
        }
    }

    /** A node that has ended, or never asks for its text, gets no more of it. */
    private static void offer(Streams to, String sentence) {
        to.shown().ifPresent(shown -> shown.offer(sentence));
        if (to.spoken().offer(sentence).equals(QueueOfferResult.dropped())) {
            to.speaking()
                    .abort(new IllegalStateException("sentences waiting for the voice: more than " + BOUND
                            + " (expected: a voice that keeps up)"));
        }
    }

    private static void endText(Streams of) {
        Queues.end(of.spoken());
        of.shown().ifPresent(Queues::end);
    }

    /** The audio counts as complete once its transcript is; a transcript that hangs is not waited for. */
    private void endWhenOver(CompletionStage<Done> synthesis) {
        synthesis
                .thenCompose(done -> transcribed
                        .copy()
                        .exceptionally(failure -> Done.getInstance())
                        .completeOnTimeout(Done.getInstance(), TRANSCRIPT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .whenComplete((done, failure) -> {
                    if (failure == null) {
                        audio.end();
                    } else {
                        audio.fail();
                    }
                });
    }
}
