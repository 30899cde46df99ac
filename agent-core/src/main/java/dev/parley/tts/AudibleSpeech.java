package dev.parley.tts;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import dev.parley.resilience.ModelException;
import java.util.concurrent.atomic.AtomicBoolean;

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
        if (text.codePoints().noneMatch(Character::isLetterOrDigit)) {
            return speech;
        }
        return Source.lazySource(() -> checked(voice, text, speech))
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    private static Source<SynthesizedAudio, NotUsed> checked(
            String voice, String text, Source<SynthesizedAudio, NotUsed> speech) {
        AtomicBoolean heard = new AtomicBoolean();
        return speech.filter(audio ->
                        audio.frame().byteCount() > 0 || !audio.timings().isEmpty())
                .map(audio -> {
                    heard.setPlain(heard.getPlain() || audio.frame().byteCount() > 0);
                    return audio;
                })
                .concatLazy(Source.lazySource(() ->
                        heard.getPlain() ? Source.<SynthesizedAudio>empty() : Source.failed(silent(voice, text))));
    }

    private static ModelException silent(String voice, String text) {
        return ModelException.passing(
                voice + ": no audio for a text of " + text.length() + " characters (expected: at least one frame)");
    }
}
