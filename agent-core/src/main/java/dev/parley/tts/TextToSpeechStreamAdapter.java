package dev.parley.tts;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFrame;
import dev.parley.text.SentenceTokenizer;
import dev.parley.text.TextPieces;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Makes a voice that speaks whole texts one that takes a text as it is written: sentence by sentence, in order (LiveKit
 * Agents' {@code tts.StreamAdapter}). Thread-safe.
 *
 * <p>A session does this by itself; the adapter is for those who use a voice without one.
 *
 * @param voice what speaks
 * @param pacing how it is given its text; empty for each sentence as soon as the one before is made
 */
public record TextToSpeechStreamAdapter(TextToSpeech voice, Optional<TextPacing> pacing) {

    /** Each sentence as soon as it is complete and the one before is made. */
    public TextToSpeechStreamAdapter(TextToSpeech voice) {
        this(voice, Optional.empty());
    }

    /** The same with sentences put together and made no sooner than they are needed. */
    public TextToSpeechStreamAdapter paced(TextPacing newPacing) {
        return new TextToSpeechStreamAdapter(voice, Optional.of(newPacing));
    }

    /**
     * Text in pieces of any size to its audio, in the voice's format. A sentence is spoken as soon as it is complete, the
     * last one when the text ends; a failure of the voice is the stream's.
     */
    public Flow<String, AudioFrame, NotUsed> stream() {
        return stream(InstantSource.system());
    }

    Flow<String, AudioFrame, NotUsed> stream(InstantSource clock) {
        if (pacing.isEmpty()) {
            return sentences().flatMapConcat(this::spoken);
        }
        return Flow.lazyFlow(() -> {
                    PacedSentences paced = new PacedSentences(pacing.get(), clock);
                    return sentences()
                            .via(paced)
                            .flatMapConcat(text -> spoken(text).map(paced::made));
                })
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    private static Flow<String, String, NotUsed> sentences() {
        return Flow.<String>create()
                .statefulMap(
                        () -> SentenceTokenizer.standard().stream(),
                        (splitter, delta) -> Pair.create(splitter, splitter.accept(delta)),
                        splitter -> Optional.of(List.of(splitter.flush())))
                .mapConcat(sentences -> sentences)
                .mapConcat(sentence -> sentence.isBlank() ? List.of() : List.of(sentence));
    }

    private Source<AudioFrame, NotUsed> spoken(String sentence) {
        return Source.from(TextPieces.of(sentence, voice.capabilities().longestText()))
                .flatMapConcat(voice::synthesize);
    }
}
