package dev.parley.session;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.testkit.live.Hum;
import dev.parley.tts.TextToSpeech;
import dev.parley.tts.TextToSpeechCapabilities;
import java.time.Duration;
import java.util.List;

/** Speaks 10 ms a character, and keeps what it was given. */
record QuickVoice(List<String> given) implements TextToSpeech {

    @Override
    public String name() {
        return "quick";
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
        given.add(text);
        return Source.single(Hum.frame(format(), Duration.ofMillis(10L * text.length())));
    }
}
