package dev.parley.speech;

import dev.parley.text.SentenceStream;
import dev.parley.text.SentenceTokenizer;
import java.util.List;

/** Cuts a streamed text into sentences for the voice, without the white space between them; see {@link SentenceStream}. */
public final class SentenceSplitter {
    private final SentenceStream stream = SentenceTokenizer.standard().stream();

    /** Takes more of the text; gives the sentences that are now surely complete, mostly none. */
    public List<String> accept(String delta) {
        return stream.accept(delta).stream().map(String::strip).toList();
    }

    /** Ends the text; gives what is left, empty if nothing is. */
    public String flush() {
        return stream.flush().strip();
    }
}
