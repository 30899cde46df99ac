package dev.parley.tts;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFrame;
import dev.parley.text.SentenceTokenizer;
import dev.parley.text.TextPieces;
import java.util.List;
import java.util.Optional;

/**
 * Makes a voice that speaks whole texts one that takes a text as it is written: sentence by sentence, in order (LiveKit
 * Agents' {@code tts.StreamAdapter}). Thread-safe.
 *
 * <p>A session does this by itself; the adapter is for those who use a voice without one.
 *
 * @param voice what speaks
 */
public record TextToSpeechStreamAdapter(TextToSpeech voice) {

    /**
     * Text in pieces of any size to its audio, in the voice's format. A sentence is spoken as soon as it is complete, the
     * last one when the text ends; a failure of the voice is the stream's.
     */
    public Flow<String, AudioFrame, NotUsed> stream() {
        return Flow.<String>create()
                .statefulMap(
                        () -> SentenceTokenizer.standard().stream(),
                        (splitter, delta) -> Pair.create(splitter, splitter.accept(delta)),
                        splitter -> Optional.of(List.of(splitter.flush())))
                .mapConcat(sentences -> sentences)
                .mapConcat(sentence -> sentence.isBlank() ? List.of() : List.of(sentence))
                .flatMapConcat(this::spoken);
    }

    private Source<AudioFrame, NotUsed> spoken(String sentence) {
        return Source.from(TextPieces.of(sentence, voice.capabilities().longestText()))
                .flatMapConcat(voice::synthesize);
    }
}
