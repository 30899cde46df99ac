package dev.parley.samples.orderdesk;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.testkit.live.Hum;
import dev.parley.tts.TextToSpeech;
import dev.parley.tts.TextToSpeechCapabilities;
import java.time.Duration;

/** A voice that hums for 20 ms, whatever it is to say, so that tests need not listen. */
final class Blip implements TextToSpeech {
    @Override
    public String name() {
        return "blip";
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
        return Source.single(Hum.frame(format(), Duration.ofMillis(20)));
    }
}
