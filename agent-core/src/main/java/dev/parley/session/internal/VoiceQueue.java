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
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ActorContext<Command> context;
    private final Materializer materializer;
    private final Playout playout;
    private final TextVoice text;
    private final Deque<Sentence> waiting = new ArrayDeque<>();
    private @Nullable Sentence current;
    private @Nullable UniqueKillSwitch running;
    private @Nullable Utterance heldBack;
    private @Nullable Utterance audible;

    private record Sentence(TextToSpeech voice, Utterance utterance, String text, SentenceAudio audio) {}

    VoiceQueue(ActorContext<Command> context, Materializer materializer, Playout playout) {
        this.context = context;
        this.materializer = materializer;
        this.playout = playout;
        this.text = new TextVoice(stimulus -> context.getSelf().tell(new Happened(stimulus)));
    }

    /** Says this in the utterance; without a voice, and at the utterance's beginning, by text alone from then on. */
    void speak(TextToSpeech voice, Utterance utterance, String sentence) {
        if (!text.says(utterance) && voice.equals(TextToSpeech.none()) && !utterance.equals(audible)) {
            text.begin(utterance, utterance.equals(heldBack));
        }
        if (text.says(utterance)) {
            text.speak(sentence);
            return;
        }
        audible = utterance;
        waiting.add(new Sentence(voice, utterance, sentence, playout.append(nameOf(utterance), sentence)));
        next();
    }

    void complete(Utterance utterance) {
        if (text.says(utterance)) {
            text.complete();
        } else {
            playout.complete(nameOf(utterance));
        }
    }

    void pause(Utterance utterance) {
        heldBack = utterance;
        if (text.says(utterance)) {
            text.pause();
        } else {
            playout.pause(nameOf(utterance));
        }
    }

    void resume(Utterance utterance) {
        heldBack = null;
        if (text.says(utterance)) {
            text.resume();
        } else {
            playout.resume(nameOf(utterance));
        }
    }

    void stop(Utterance utterance) {
        if (text.says(utterance)) {
            text.stop();
            return;
        }
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
                        .initialTimeout(PATIENCE)
                        .backpressureTimeout(Duration.ofMinutes(5))
                        .via(resampled(sentence.voice())))
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    private static Source<AudioFrame, NotUsed> synthesized(Sentence sentence) {
        TextToSpeech voice = sentence.voice();
        List<String> pieces =
                TextPieces.of(sentence.text(), voice.capabilities().longestText());
        return pieces.size() == 1
                ? voice.synthesize(sentence.text())
                : Source.from(pieces).flatMapConcat(voice::synthesize);
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
