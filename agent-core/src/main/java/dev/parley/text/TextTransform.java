package dev.parley.text;

import akka.NotUsed;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Source;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Changes a text on its way to the voice, LiveKit Agents' {@code tts_text_transforms}; what the caller reads stays as it is.
 * Immutable; the ready ones are in {@link TextTransforms}.
 */
@FunctionalInterface
public interface TextTransform {

    /** Begins with a text; called for each that is spoken. */
    TextFilter open();

    /**
     * One that needs no context: each piece of the text is changed by itself. That is a sentence, or as little as a word where the
     * voice streams; what reaches across words is for a filter of one's own.
     */
    static TextTransform eachPiece(UnaryOperator<String> change) {
        return () -> new TextFilter() {
            @Override
            public String accept(String piece) {
                return change.apply(piece);
            }

            @Override
            public String flush() {
                return "";
            }

            @Override
            public boolean holdsBack() {
                return false;
            }
        };
    }

    /** This one and then the other. */
    default TextTransform then(TextTransform other) {
        return () -> new FilterChain(open(), other.open());
    }

    /** The transform as a stream's stage; empty pieces are left out. A throw fails the stream. */
    default Flow<String, String, NotUsed> flow() {
        return Flow.<String>create()
                .<Optional<String>>map(Optional::of)
                .concat(Source.single(Optional.empty()))
                .statefulMapConcat(() -> {
                    TextFilter filter = open();
                    return piece -> {
                        String out = piece.map(filter::accept).orElseGet(filter::flush);
                        return out.isEmpty() ? List.of() : List.of(out);
                    };
                });
    }
}
