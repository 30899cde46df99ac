package dev.parley.tts;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;

/** What {@link TextToSpeech#none()} is. A session asks it for no audio; another host is told why there is none. */
record NoVoice(String name) implements TextToSpeech {
    static final NoVoice INSTANCE = new NoVoice("none");

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
        return Source.failed(
                new IllegalStateException("voice: none (expected: a TextToSpeech where audio is asked for)"));
    }
}
