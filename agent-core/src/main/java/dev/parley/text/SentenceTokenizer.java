package dev.parley.text;

import akka.NotUsed;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a text into sentences. After LiveKit Agents' basic sentence tokenizer: rules, made for English.
 *
 * @param minSentence characters; a shorter sentence is joined with the next
 * @param context characters that must have come before a stream gives its first sentence
 */
public record SentenceTokenizer(int minSentence, int context) {
    private static final SentenceTokenizer STANDARD = new SentenceTokenizer(20, 10);

    public SentenceTokenizer {
        if (minSentence < 1 || minSentence > SentenceStream.LONGEST) {
            throw new IllegalArgumentException(
                    "smallest sentence: " + minSentence + " (expected: 1 to " + SentenceStream.LONGEST + ")");
        }
        if (context < 0) {
            throw new IllegalArgumentException("context: " + context + " (expected: 0 or more)");
        }
    }

    /** Sentences of 20 characters or more, context 10. */
    public static SentenceTokenizer standard() {
        return STANDARD;
    }

    /** The sentences of a whole text, without the white space around them. */
    public List<String> sentences(String text) {
        return pieces(text).stream().map(String::strip).toList();
    }

    /** The sentences of a whole text with the white space behind them: joined, they are the text. */
    public List<String> pieces(String text) {
        SentenceStream stream = stream();
        List<String> pieces = new ArrayList<>(stream.accept(text));
        String rest = stream.flush();
        if (!rest.isBlank()) {
            pieces.add(rest);
        }
        return pieces;
    }

    /** The pieces of a text as a stream's stage. */
    public Flow<String, String, NotUsed> flow() {
        return Flow.<String>create()
                .<Optional<String>>map(Optional::of)
                .concat(Source.single(Optional.empty()))
                .statefulMapConcat(() -> {
                    SentenceStream stream = stream();
                    return piece -> piece.map(stream::accept).orElseGet(() -> List.of(stream.flush()));
                })
                .mapConcat(
                        piece -> piece.isBlank() ? List.of() : List.of(piece)); // a filter would lose one at a failure
    }

    /** For a text that streams in. */
    public SentenceStream stream() {
        return new SentenceStream(minSentence, context);
    }
}
