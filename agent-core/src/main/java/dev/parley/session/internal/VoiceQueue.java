package dev.parley.session.internal;

import akka.actor.typed.javadsl.ActorContext;
import akka.stream.Materializer;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFrame;
import dev.parley.session.engine.Stimulus;
import dev.parley.session.engine.Utterance;
import dev.parley.session.internal.SessionActor.Command;
import dev.parley.session.internal.SessionActor.Happened;
import dev.parley.session.internal.SessionActor.SentenceSynthesized;
import dev.parley.session.internal.SessionActor.TranscriptEnded;
import dev.parley.speech.Playout;
import dev.parley.text.TextTransform;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Segments on their way through the voice, one at a time and in order, into the playout; the next one is made while the one
 * before is played. Used by the session's actor alone. Bounded by what a model may say in one answer; an interruption
 * empties it.
 */
final class VoiceQueue {
    private final ActorContext<Command> context;
    private final Materializer materializer;
    private final Playout playout;
    private final TextVoice text;
    private final TextTransform transforms;
    private final Map<Utterance, Segment> open = new HashMap<>();
    private final Deque<Segment> waiting = new ArrayDeque<>();
    private @Nullable Segment current;
    private @Nullable Utterance heldBack;

    VoiceQueue(ActorContext<Command> context, Materializer materializer, Playout playout, TextTransform transforms) {
        this.context = context;
        this.materializer = materializer;
        this.playout = playout;
        this.text = new TextVoice(stimulus -> context.getSelf().tell(new Happened(stimulus)));
        this.transforms = transforms;
    }

    /**
     * Puts a sentence behind what the utterance has; its first one begins it, with these nodes.
     *
     * @param own audio of the application's own in place of the voice's
     * @param byText whether an utterance that begins now is said without a voice; it stays so to its end
     */
    void speak(
            AgentNodes nodes,
            Optional<Source<AudioFrame, ?>> own,
            boolean byText,
            Utterance utterance,
            String sentence) {
        if (byText && !text.says(utterance) && !open.containsKey(utterance)) {
            text.begin(utterance, utterance.equals(heldBack));
        }
        if (text.says(utterance)) {
            text.speak(utterance, sentence);
            return;
        }
        open.computeIfAbsent(utterance, begun -> begin(nodes, own, begun)).text(sentence);
        next();
    }

    private Segment begin(AgentNodes nodes, Optional<Source<AudioFrame, ?>> own, Utterance utterance) {
        Segment segment = new Segment(utterance, nodes, own, transforms, playout.open(nameOf(utterance)));
        waiting.add(segment);
        context.pipeToSelf(
                segment.transcription(),
                (done, failure) -> new TranscriptEnded(utterance, failure == null ? "" : Failures.describe(failure)));
        return segment;
    }

    void complete(Utterance utterance) {
        if (text.says(utterance)) {
            text.complete(utterance);
            return;
        }
        Segment segment = open.remove(utterance);
        if (segment != null) {
            segment.complete();
        }
        playout.complete(nameOf(utterance));
    }

    void pause(Utterance utterance) {
        heldBack = utterance;
        if (text.says(utterance)) {
            text.pause(utterance);
        } else {
            playout.pause(nameOf(utterance));
        }
    }

    void resume(Utterance utterance) {
        heldBack = null;
        if (text.says(utterance)) {
            text.resume(utterance);
        } else {
            playout.resume(nameOf(utterance));
        }
    }

    void stop(Utterance utterance) {
        if (text.says(utterance)) {
            text.stop(utterance);
            return;
        }
        List<Segment> unmade = waiting.stream()
                .filter(segment -> segment.utterance().equals(utterance))
                .toList();
        waiting.removeAll(unmade);
        open.remove(utterance);
        playout.stop(nameOf(utterance)); // first: a segment that is cut short must not count as complete
        unmade.forEach(Segment::stop);
        if (current != null && current.utterance().equals(utterance)) {
            current.stop();
        }
    }

    void onSynthesized(String failure) {
        Segment done = current;
        current = null;
        if (done != null && !failure.isEmpty()) {
            report(done.utterance(), failure);
        }
        next();
    }

    /** Told of each transcript's end; empty if it went well. */
    void onTranscribed(Utterance utterance, String failure) {
        if (!failure.isEmpty()) {
            report(utterance, "transcription node: " + failure);
        }
    }

    private void report(Utterance utterance, String failure) {
        context.getSelf().tell(new Happened(new Stimulus.VoiceFailed(utterance, failure)));
    }

    void close() {
        waiting.forEach(Segment::stop);
        waiting.clear();
        open.clear();
        if (current != null) {
            current.stop();
        }
    }

    /** The playout's name of an utterance. */
    static String nameOf(Utterance utterance) {
        return utterance.speechId() + "#" + utterance.step() + "#" + utterance.segment();
    }

    static Utterance utteranceOf(String name) {
        int last = name.lastIndexOf('#');
        int at = name.lastIndexOf('#', last - 1);
        return new Utterance(
                name.substring(0, at),
                Integer.parseInt(name.substring(at + 1, last)),
                Integer.parseInt(name.substring(last + 1)));
    }

    private void next() {
        if (current != null || waiting.isEmpty()) {
            return;
        }
        Segment segment = waiting.remove();
        current = segment;
        context.pipeToSelf(
                segment.start(playout.format(), materializer),
                (done, failure) -> new SentenceSynthesized(failure == null ? "" : Failures.describe(failure)));
    }
}
