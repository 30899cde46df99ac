package dev.parley.tts;

import akka.Done;
import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.text.SentenceStream;
import dev.parley.text.SentenceTokenizer;
import dev.parley.text.TextPieces;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Makes a voice that speaks whole texts one that takes a text as it is written: sentence by sentence, in order (LiveKit
 * Agents' {@code tts.StreamAdapter}). Thread-safe.
 *
 * <p>A session gives a voice its sentences by itself; the adapter is for those who use a voice without one, or want it paced.
 *
 * @param voice what speaks
 * @param pacing how it is given its text; empty for each sentence as soon as the one before is made
 */
public record TextToSpeechStreamAdapter(TextToSpeech voice, Optional<TextPacing> pacing) implements TextToSpeech {

    /** Each sentence as soon as it is complete and the one before is made. */
    public TextToSpeechStreamAdapter(TextToSpeech voice) {
        this(voice, Optional.empty());
    }

    /** The same with sentences put together and made no sooner than they are needed. */
    public TextToSpeechStreamAdapter paced(TextPacing newPacing) {
        return new TextToSpeechStreamAdapter(voice, Optional.of(newPacing));
    }

    @Override
    public String name() {
        return voice.name();
    }

    @Override
    public TextToSpeechCapabilities capabilities() {
        return voice.capabilities().withStreaming();
    }

    @Override
    public AudioFormat format() {
        return voice.format();
    }

    @Override
    public Source<AudioFrame, NotUsed> synthesize(String text) {
        return voice.synthesize(text);
    }

    @Override
    public Source<SynthesizedAudio, NotUsed> synthesizeTimed(String text) {
        return voice.synthesizeTimed(text);
    }

    @Override
    public CompletionStage<Done> prewarm() {
        return voice.prewarm();
    }

    /**
     * A sentence is spoken as soon as it is complete, the last one when the text ends. A failure of the voice is the stream's, and
     * so is its silence.
     */
    @Override
    public Flow<SpeechInput, SynthesizedAudio, NotUsed> stream() {
        return stream(InstantSource.system());
    }

    Flow<SpeechInput, SynthesizedAudio, NotUsed> stream(InstantSource clock) {
        return Flow.lazyFlow(() -> pacing.map(chosen -> paced(new PacedSentences(chosen, clock)))
                        .orElseGet(this::sentenceBySentence))
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    private Flow<SpeechInput, SynthesizedAudio, NotUsed> sentenceBySentence() {
        return sentences().via(speaking());
    }

    private Flow<SpeechInput, SynthesizedAudio, NotUsed> paced(PacedSentences paced) {
        return sentences().via(paced).via(speaking()).map(paced::made);
    }

    private Flow<String, SynthesizedAudio, NotUsed> speaking() {
        SpokenPieces spoken = new SpokenPieces(format());
        return Flow.<String>create()
                .mapConcat(text -> TextPieces.of(text, voice.capabilities().longestText()))
                .flatMapConcat(
                        piece -> spoken.next(AudibleSpeech.of(voice.name(), piece, voice.synthesizeTimed(piece))));
    }

    private static Flow<SpeechInput, String, NotUsed> sentences() {
        return Flow.<SpeechInput>create()
                .statefulMap(
                        () -> SentenceTokenizer.standard().stream(),
                        (splitter, input) -> Pair.create(splitter, split(splitter, input)),
                        splitter -> Optional.of(List.of(splitter.flush())))
                .mapConcat(sentences -> sentences)
                .mapConcat(sentence -> sentence.isBlank() ? List.of() : List.of(sentence));
    }

    private static List<String> split(SentenceStream splitter, SpeechInput input) {
        return input instanceof SpeechInput.Text written ? splitter.accept(written.text()) : List.of(splitter.flush());
    }
}
