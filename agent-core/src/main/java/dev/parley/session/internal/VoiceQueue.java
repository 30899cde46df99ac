package dev.parley.session.internal;

import akka.NotUsed;
import akka.actor.typed.javadsl.ActorContext;
import akka.stream.KillSwitches;
import akka.stream.Materializer;
import akka.stream.UniqueKillSwitch;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Resampler;
import dev.parley.session.engine.Stimulus;
import dev.parley.session.engine.Utterance;
import dev.parley.session.internal.SessionActor.Command;
import dev.parley.session.internal.SessionActor.Happened;
import dev.parley.session.internal.SessionActor.SentenceSynthesized;
import dev.parley.speech.Playout;
import dev.parley.speech.SentenceAudio;
import dev.parley.speech.SentenceSink;
import dev.parley.speech.TextPieces;
import dev.parley.tts.TextToSpeech;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sentences on their way through the voice, one at a time and in order, into the playout. Used by the session's actor
 * alone. Bounded by what a model may say in one answer; an interruption empties it.
 */
final class VoiceQueue {
    private final ActorContext<Command> context;
    private final Materializer materializer;
    private final Playout playout;
    private final ModelCalls calls;
    private final Deque<Sentence> waiting = new ArrayDeque<>();
    private @Nullable Sentence current;
    private @Nullable UniqueKillSwitch running;

    private record Sentence(TextToSpeech voice, Utterance utterance, String text, SentenceAudio audio) {}

    VoiceQueue(ActorContext<Command> context, Materializer materializer, Playout playout, ModelCalls calls) {
        this.context = context;
        this.materializer = materializer;
        this.playout = playout;
        this.calls = calls;
    }

    void speak(TextToSpeech voice, Utterance utterance, String text) {
        waiting.add(new Sentence(voice, utterance, text, playout.append(nameOf(utterance), text)));
        next();
    }

    void complete(Utterance utterance) {
        playout.complete(nameOf(utterance));
    }

    void stop(Utterance utterance) {
        waiting.removeIf(sentence -> sentence.utterance().equals(utterance));
        playout.stop(nameOf(utterance)); // first: a sentence that is cut short must not count as complete
        if (current != null && current.utterance().equals(utterance) && running != null) {
            running.shutdown();
        }
    }

    void onSynthesized(String failure) {
        Sentence done = current;
        current = null;
        running = null;
        if (done != null && !failure.isEmpty()) {
            context.getSelf().tell(new Happened(new Stimulus.VoiceFailed(done.utterance(), failure)));
        }
        next();
    }

    void close() {
        waiting.clear();
        if (running != null) {
            running.shutdown();
        }
    }

    /** The playout's name of an utterance. */
    static String nameOf(Utterance utterance) {
        return utterance.speechId() + "#" + utterance.step();
    }

    static Utterance utteranceOf(String name) {
        int at = name.lastIndexOf('#');
        return new Utterance(name.substring(0, at), Integer.parseInt(name.substring(at + 1)));
    }

    private void next() {
        if (current != null || waiting.isEmpty()) {
            return;
        }
        Sentence sentence = waiting.remove();
        current = sentence;
        var stream = audioOf(sentence)
                .viaMat(KillSwitches.single(), Keep.right())
                .toMat(new SentenceSink(sentence.audio()), Keep.both())
                .run(materializer);
        running = stream.first();
        context.pipeToSelf(
                stream.second(),
                (done, failure) -> new SentenceSynthesized(failure == null ? "" : Failures.describe(failure)));
    }

    private Source<AudioFrame, NotUsed> audioOf(Sentence sentence) {
        return Source.lazySource(() -> synthesized(sentence)
                        .backpressureTimeout(Duration.ofMinutes(5))
                        .via(resampled(sentence.voice())))
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    private Source<AudioFrame, NotUsed> synthesized(Sentence sentence) {
        TextToSpeech voice = sentence.voice();
        List<String> pieces =
                TextPieces.of(sentence.text(), voice.capabilities().longestText());
        String speechId = sentence.utterance().speechId();
        return pieces.size() == 1
                ? calls.synthesize(voice, sentence.text(), speechId)
                : Source.from(pieces).flatMapConcat(piece -> calls.synthesize(voice, piece, speechId));
    }

    private akka.stream.javadsl.Flow<AudioFrame, AudioFrame, NotUsed> resampled(TextToSpeech voice) {
        if (voice.format().equals(playout.format())) {
            return akka.stream.javadsl.Flow.create();
        }
        return akka.stream.javadsl.Flow.<AudioFrame>create().statefulMapConcat(() -> {
            Resampler resampler = Resampler.between(voice.format(), playout.format());
            return frame -> List.of(resampler.accept(frame));
        });
    }
}
