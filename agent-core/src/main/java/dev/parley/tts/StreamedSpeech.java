package dev.parley.tts;

import akka.NotUsed;
import akka.stream.javadsl.Flow;
import dev.parley.resilience.Retry;

/** A voice that streams, asked again after failures. */
public final class StreamedSpeech {
    private StreamedSpeech() {}

    /**
     * What the voice makes of a text as it is written. While nothing was heard, it is given the same text again after a failure
     * that passes; audio that ends before its text is one. It has the retry's timeout for each piece of audio once it has all of
     * its text; silence is a failure then.
     */
    public static Flow<SpeechInput, SynthesizedAudio, NotUsed> of(TextToSpeech voice, Retry retry) {
        return WrittenText.spoken(text -> retry.source(
                () -> text.toItsEnd(
                        voice.name(),
                        AudibleSpeech.of(voice.name(), text::soFar, text.from(0).via(voice.stream()))),
                text::complete));
    }
}
