package dev.parley.session.internal;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.tts.TextToSpeech;
import dev.parley.tts.TextToSpeechCapabilities;

/** A voice for tests in which nothing is to be said. */
final class NoVoice implements TextToSpeech {
    @Override
    public String name() {
        return "none";
    }

    @Override
    public TextToSpeechCapabilities capabilities() {
        return TextToSpeechCapabilities.anyLength();
    }

    @Override
    public AudioFormat format() {
        return AudioFormat.WIDEBAND;
    }

    @Override
    public Source<AudioFrame, NotUsed> synthesize(String text) {
        return Source.failed(new AssertionError("nothing was to be said"));
    }
}
