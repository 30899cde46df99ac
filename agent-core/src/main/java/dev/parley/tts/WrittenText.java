package dev.parley.tts;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.resilience.ModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A text as it is written, kept so that another attempt or another voice can read it again. Thread-safe.
 *
 * <p>Design notes. It is taken in as fast as it comes, whatever the voice does: what is written of one speech is bounded, here
 * by {@value #MOST_PIECES} pieces. A failure of the text ends the speech with it and is not the voice's.
 */
final class WrittenText {
    private static final int MOST_PIECES = 100_000;

    private final List<SpeechInput> pieces = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private CompletableFuture<Void> more = new CompletableFuture<>();
    private boolean ended;
    private boolean dropped;

    private WrittenText() {}

    /** A text's speech. The text is no longer taken once the speech is over. */
    static Flow<SpeechInput, SynthesizedAudio, NotUsed> spoken(
            Function<? super WrittenText, Source<SynthesizedAudio, NotUsed>> speech) {
        return Flow.lazyFlow(() -> of(new WrittenText(), speech))
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    private static Flow<SpeechInput, SynthesizedAudio, NotUsed> of(
            WrittenText text, Function<? super WrittenText, Source<SynthesizedAudio, NotUsed>> speech) {
        SharedKillSwitch over = KillSwitches.shared("written-text");
        Sink<SpeechInput, NotUsed> pen = Flow.<SpeechInput>create()
                .limit(MOST_PIECES)
                .mapError(Throwable.class, failure -> {
                    over.abort(failure);
                    return failure;
                })
                .<Optional<SpeechInput>>map(Optional::of)
                .concat(Source.single(Optional.empty()))
                .via(over.flow())
                .to(Sink.foreach(piece -> piece.ifPresentOrElse(text::write, text::end)));
        Source<SynthesizedAudio, NotUsed> voice = speech.apply(text)
                .via(over.flow())
                .alsoTo(Sink.onComplete(done -> {
                    text.drop();
                    over.shutdown();
                }));
        return Flow.fromSinkAndSource(pen, voice);
    }

    private void write(SpeechInput piece) {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            pieces.add(piece);
            if (piece instanceof SpeechInput.Text written) {
                text.append(written.text());
            }
            waiting = more;
            more = new CompletableFuture<>();
        }
        waiting.complete(null);
    }

    private void end() {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            ended = true;
            waiting = more;
        }
        waiting.complete(null);
    }

    /** Nobody waits for the rest of it, if there is one. */
    private void drop() {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            dropped = true;
            waiting = more;
        }
        waiting.complete(null);
    }

    /** Whether that is all of it. */
    synchronized boolean ended() {
        return ended;
    }

    /** Whether no more of it can come: it has ended, or its speech is over. */
    synchronized boolean complete() {
        return ended || dropped;
    }

    synchronized String soFar() {
        return text.toString();
    }

    /** What this voice makes of it; fails if it ends before the text does, whose rest nobody would say. */
    Source<SynthesizedAudio, NotUsed> toItsEnd(String voice, Source<SynthesizedAudio, NotUsed> speech) {
        return speech.concatLazy(
                Source.lazySource(() -> ended() ? Source.<SynthesizedAudio>empty() : Source.failed(endedEarly(voice))));
    }

    private static ModelException endedEarly(String voice) {
        return ModelException.passing(voice + ": ended before its text (expected: audio to the text's end)");
    }

    /** Reads it from behind this many characters on, and goes on as it is written. */
    Source<SpeechInput, NotUsed> from(int characters) {
        return Source.unfoldAsync(new Place(0, characters), this::next);
    }

    /**
     * Where a reader is.
     *
     * @param skipped characters that it passes over from there
     */
    private record Place(int piece, int skipped) {}

    private CompletionStage<Optional<Pair<Place, SpeechInput>>> next(Place from) {
        Place place = from;
        CompletableFuture<Void> awaited;
        synchronized (this) {
            while (place.piece() < pieces.size()) {
                SpeechInput piece = pieces.get(place.piece());
                int skipped = Math.min(place.skipped(), lengthOf(piece));
                place = new Place(place.piece() + 1, place.skipped() - skipped);
                if (skipped == 0) {
                    return CompletableFuture.completedStage(Optional.of(Pair.create(place, piece)));
                }
                String rest = ((SpeechInput.Text) piece).text().substring(skipped);
                if (!rest.isEmpty()) {
                    return CompletableFuture.completedStage(
                            Optional.of(Pair.create(place, new SpeechInput.Text(rest))));
                }
            }
            if (ended || dropped) {
                return CompletableFuture.completedStage(Optional.empty());
            }
            awaited = more;
        }
        Place there = place;
        return awaited.thenCompose(written -> next(there));
    }

    private static int lengthOf(SpeechInput piece) {
        return piece instanceof SpeechInput.Text written ? written.text().length() : 0;
    }
}
