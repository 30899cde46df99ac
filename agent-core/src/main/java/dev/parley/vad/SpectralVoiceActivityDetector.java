package dev.parley.vad;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Resampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Voice activity detection in pure Java: spectral features and a small recurrent network, 10 ms at a time.
 *
 * <p>Takes the formats that {@link Resampler} takes. Looks at the band below 4 kHz alone, so a telephone's audio is
 * judged like any other. Tells a foreground voice from steady noise, babble and music, at any level down to about -50
 * dBFS; what is nearly as loud as the voice can mislead it, see {@link VadSettings}.
 * Speech is known 50 ms after it was spoken, and reported once it has lasted as long as the settings say.
 *
 * <p>Thread-safe; a stream takes about 12 kB and allocates only when it reports an event.
 */
public final class SpectralVoiceActivityDetector implements VoiceActivityDetector {
    private static final AudioFormat ANALYSED = AudioFormat.mono(SpeechFeatures.SAMPLE_RATE);
    private static final long FRAME_NANOS = 1_000_000_000L * SpeechFeatures.HOP / SpeechFeatures.SAMPLE_RATE;

    private final VadSettings settings;
    private final SpeechNet net = SpeechNet.trained();

    private SpectralVoiceActivityDetector(VadSettings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "parley/spectral";
    }

    /** A detector with the default settings. */
    public static SpectralVoiceActivityDetector create() {
        return create(VadSettings.defaults());
    }

    /** A detector with settings of your own. */
    public static SpectralVoiceActivityDetector create(VadSettings settings) {
        return new SpectralVoiceActivityDetector(settings);
    }

    @Override
    public VadStream open(AudioFormat input) {
        return new Listening(input);
    }

    private final class Listening implements VadStream {
        private final Resampler resampler;
        private final Resampler.SampleSink sink = this::hear;
        private final Consumer<VadEvent> reporter = this::report;
        private final SpeechFeatures features = new SpeechFeatures();
        private final SpeechNet.State memory = net.open();
        private final SpeechGate gate = new SpeechGate(settings);
        private List<VadEvent> events = List.of();
        private long frames;

        Listening(AudioFormat input) {
            resampler = Resampler.between(input, ANALYSED);
        }

        @Override
        public List<VadEvent> accept(AudioFrame frame) {
            events = List.of();
            resampler.accept(frame, sink);
            return events;
        }

        private void hear(float sample) {
            if (!features.accept(sample)) {
                return;
            }
            frames++;
            float probability = memory.accept(features.values());
            long end = (frames - SpeechNet.DELAY) * FRAME_NANOS;
            if (end > 0) {
                Optional<VadEvent> event = gate.accept(probability, end - FRAME_NANOS, end, frames * FRAME_NANOS);
                event.ifPresent(reporter);
            }
        }

        private void report(VadEvent event) {
            List<VadEvent> reported = new ArrayList<>(events);
            reported.add(event);
            events = List.copyOf(reported);
        }
    }
}
