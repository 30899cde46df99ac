package dev.parley.tts;

import akka.NotUsed;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Source;
import dev.parley.resilience.ModelException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A voice that says nothing has failed (LiveKit Agents' rule: no audio frames are an error). */
public final class AudibleSpeech {
    private AudibleSpeech() {}

    /**
     * The speech, which fails at its end if no audio has come though the text has something to say.
     *
     * @param voice the voice's name
     */
    public static Source<SynthesizedAudio, NotUsed> of(
            String voice, String text, Source<SynthesizedAudio, NotUsed> speech) {
        return of(voice, () -> text, speech);
    }

    /** The same of a text that is all there when the speech ends. */
    static Source<SynthesizedAudio, NotUsed> of(
            String voice, Supplier<String> text, Source<SynthesizedAudio, NotUsed> speech) {
        return Source.lazySource(() -> checked(voice, text, speech))
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    private static Source<SynthesizedAudio, NotUsed> checked(
            String voice, Supplier<String> text, Source<SynthesizedAudio, NotUsed> speech) {
        AtomicBoolean heard = new AtomicBoolean();
        return speech.via(withoutEmpty())
                .map(audio -> {
                    heard.setPlain(heard.getPlain() || audio.frame().byteCount() > 0);
                    return audio;
                })
                .concatLazy(Source.lazySource(() -> heard.getPlain() || !hasWords(text.get())
                        ? Source.<SynthesizedAudio>empty()
                        : Source.failed(silent(voice, text.get()))));
    }

    static boolean hasWords(String text) {
        return text.codePoints().anyMatch(Character::isLetterOrDigit);
    }

    /** Akka's filter would read ahead, and at a failure lose what it has read and nobody has asked for yet. */
    static Flow<SynthesizedAudio, SynthesizedAudio, NotUsed> withoutEmpty() {
        return Flow.<SynthesizedAudio>create().mapConcat(audio -> audio.isEmpty() ? List.of() : List.of(audio));
    }

    private static ModelException silent(String voice, String text) {
        return ModelException.passing(
                voice + ": no audio for a text of " + text.length() + " characters (expected: at least one frame)");
    }
}
