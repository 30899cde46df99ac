package dev.parley.rtc.jitter;

import dev.parley.rtc.opus.OpusDecoder;
import dev.parley.rtc.opus.OpusPacket;
import java.util.Arrays;

/**
 * Makes sound of steps: decodes, conceals, adds noise, and joins it all without clicks. Used by the media thread alone.
 *
 * <p>Sound and noise are mixed by two gains that move to their aim within 5 ms: (1, 0) for what was decoded, (0, 1) for
 * noise, and from the one to the other over 100 ms of concealment.
 */
final class Renderer {
    private static final int FRAME = 960;
    private static final int SMALLEST = 120;
    private static final int FADED = 4800;
    private static final double GAIN_STEP = 1.0 / 240;

    private final OpusDecoder decoder;
    private final NoiseFloor floor = new NoiseFloor();
    private final ComfortNoise noise = new ComfortNoise();
    private final DelayControl control = new DelayControl();
    private final short[] decoded = new short[OpusPacket.MAX_SAMPLES + TimeStretch.MAX_LAG];
    private final short[] queue = new short[OpusPacket.MAX_SAMPLES + TimeStretch.MAX_LAG + FRAME];
    private int queued;
    private double soundGain;
    private double noiseGain;
    private int concealed;
    private int change;

    private final RenderCounts counts = new RenderCounts();

    Renderer(OpusDecoder decoder) {
        this.decoder = decoder;
    }

    /** Samples that are ready. */
    int queued() {
        return queued;
    }

    /**
     * Appends what a step asks for.
     *
     * @param wanted samples to add to the delay if that can be done well, negative to take out
     */
    Playout render(Step step, double wanted) {
        change = 0;
        return switch (step.kind()) {
            case PLAY -> play(step, wanted);
            case RECOVER -> recover(step);
            case CONCEAL -> conceal(step.samples());
            case NOISE -> rest(step.samples(), 1, Playout.COMFORT_NOISE);
            case SILENT -> rest(step.samples(), 0, Playout.SILENT);
        };
    }

    /** Samples that the last step added to the delay; negative if it took some out. */
    int change() {
        return change;
    }

    /** Copies the counts of all steps so far. */
    void tell(RenderCounts target) {
        target.set(counts);
    }

    private Playout play(Step step, double wanted) {
        int samples = decoder.decode(step.packet(), 0, step.length(), decoded, 0);
        if (samples <= 0) {
            counts.undecodable++;
            return conceal(step.samples());
        }
        floor.hear(decoded, samples);
        boolean quiet = floor.isQuiet();
        int adjusted = control.apply(decoded, samples, wanted, quiet);
        change = adjusted - samples;
        counts.stretchedSamples += Math.max(0, change);
        counts.droppedSamples += Math.max(0, -change);
        counts.adjustedInSpeechSamples += quiet ? 0 : Math.abs(change);
        concealed = 0;
        mix(adjusted, 1, 0);
        return Playout.SOUND;
    }

    private Playout recover(Step step) {
        int samples = decoder.recover(step.packet(), 0, step.length(), decoded, 0, step.samples());
        if (samples <= 0) {
            return conceal(step.samples());
        }
        counts.fecRecovered++;
        concealed = 0;
        mix(samples, 1, 0);
        return Playout.SOUND;
    }

    private Playout conceal(int samples) {
        makeUp(samples);
        concealed += samples;
        counts.concealedSamples += samples;
        double gone = Math.min(1, Math.max(0, concealed - FRAME) / (double) (FADED - FRAME));
        mix(samples, 1 - gone, gone);
        return Playout.CONCEALED;
    }

    private Playout rest(int samples, double noiseAim, Playout playout) {
        if (soundGain > 0) {
            makeUp(samples);
        } else {
            Arrays.fill(decoded, 0, samples, (short) 0);
        }
        counts.noiseSamples += playout == Playout.COMFORT_NOISE ? samples : 0;
        concealed = 0;
        mix(samples, 0, noiseAim);
        return playout;
    }

    private void makeUp(int samples) {
        int whole = (samples + SMALLEST - 1) / SMALLEST * SMALLEST;
        if (decoder.conceal(decoded, 0, whole) < samples) {
            Arrays.fill(decoded, 0, samples, (short) 0);
        }
    }

    private void mix(int samples, double soundAim, double noiseAim) {
        if (noiseGain == 0 && noiseAim == 0 && soundGain == soundAim && soundAim == 1) {
            System.arraycopy(decoded, 0, queue, queued, samples);
            queued += samples;
            return;
        }
        double level = floor.level();
        if (soundGain == 0 && soundAim == 0 && noiseGain == noiseAim) {
            noise.fill(queue, queued, samples, level * noiseGain);
            queued += samples;
            return;
        }
        for (int i = 0; i < samples; i++) {
            soundGain = towards(soundGain, soundAim);
            noiseGain = towards(noiseGain, noiseAim);
            double value = decoded[i] * soundGain;
            if (noiseGain > 0) {
                value += noise.next() * level * noiseGain;
            }
            queue[queued + i] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(value)));
        }
        queued += samples;
    }

    private static double towards(double gain, double aim) {
        return gain < aim ? Math.min(aim, gain + GAIN_STEP) : Math.max(aim, gain - GAIN_STEP);
    }

    /** Hands out a frame, which must be ready. */
    void take(short[] pcm, int offset) {
        System.arraycopy(queue, 0, pcm, offset, FRAME);
        System.arraycopy(queue, FRAME, queue, 0, queued - FRAME);
        queued -= FRAME;
    }

    /** Forgets the stream; what is ready is still heard. */
    void reset() {
        decoder.reset();
        floor.reset();
        concealed = 0;
    }
}
