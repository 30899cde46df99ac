package dev.parley.realtime.openai;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.tts.TextToSpeech;
import dev.parley.tts.TextToSpeechCapabilities;
import java.time.Duration;

/** A voice that says every sentence in 300 ms of 16 kHz. */
final class ToneVoice implements TextToSpeech {

    @Override
    public String name() {
        return "tone";
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
        return Source.single(AudioFrame.silence(Duration.ofMillis(300), format()));
    }
}
