package dev.parley.bench.soak;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.speech.MediaClock;
import dev.parley.tts.TextToSpeech;
import dev.parley.tts.TextToSpeechCapabilities;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** A voice that swells like speech, whatever the text: Opus would leave out a steady tone as it does silence. */
final class Murmur implements TextToSpeech {
    private static final int SYLLABLES_PER_SECOND = 4;
    private static final double PITCH = 200;
    private static final AudioFormat FORMAT = AudioFormat.REALTIME;

    private final List<AudioFrame> frames;

    /** Utterances of this length. */
    Murmur(Duration length) {
        frames = frames(FORMAT, length);
    }

    /** So much of it, in frames of the media clock's period. */
    static List<AudioFrame> frames(AudioFormat format, Duration length) {
        int count = (int) (length.toMillis() / MediaClock.PERIOD.toMillis());
        return IntStream.range(0, count)
                .mapToObj(number -> frame(format, number))
                .toList();
    }

    private static AudioFrame frame(AudioFormat format, int number) {
        short[] pcm = new short[format.samplesFor(MediaClock.PERIOD)];
        for (int i = 0; i < pcm.length; i++) {
            double at = (double) (number * pcm.length + i) / format.sampleRate();
            double loudness = 6_000 + 4_000 * Math.sin(2 * Math.PI * SYLLABLES_PER_SECOND * at);
            pcm[i] = (short) (loudness * Math.sin(2 * Math.PI * PITCH * at));
        }
        return AudioFrame.ofSamples(pcm, format);
    }

    @Override
    public String name() {
        return "murmur";
    }

    @Override
    public TextToSpeechCapabilities capabilities() {
        return TextToSpeechCapabilities.anyLength();
    }

    @Override
    public AudioFormat format() {
        return FORMAT;
    }

    @Override
    public Source<AudioFrame, NotUsed> synthesize(String text) {
        return Source.from(frames);
    }
}
