package dev.parley.vad;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.vad.VadEvent.SpeechEnded;
import dev.parley.vad.VadEvent.SpeechStarted;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Utterances with pauses between them, over a background; knows where the speech really is. */
final class Scene {
    static final int RATE = 16_000;
    private static final int FRAME = RATE / 100;

    /** Where one utterance is audible, in samples. */
    record Segment(int from, int to) {}

    /** What a detector made of a scene. */
    record Score(int segments, int missed, int falseStarts, double minutes) {

        static Score none() {
            return new Score(0, 0, 0, 0);
        }

        Score plus(Score other) {
            return new Score(
                    segments + other.segments,
                    missed + other.missed,
                    falseStarts + other.falseStarts,
                    minutes + other.minutes);
        }
    }

    private final float[] samples;
    private final List<Segment> segments = new ArrayList<>();

    /** Speaks the utterances one after the other, with 0.8 to 3 s of pause. */
    Scene(List<float[]> utterances, long seed) {
        Random random = new Random(seed);
        List<Integer> places = new ArrayList<>();
        int at = 2 * RATE;
        for (float[] utterance : utterances) {
            places.add(at);
            at += utterance.length + (int) ((0.8 + 2.2 * random.nextDouble()) * RATE);
        }
        samples = new float[at];
        for (int i = 0; i < utterances.size(); i++) {
            float[] utterance = utterances.get(i);
            System.arraycopy(utterance, 0, samples, places.get(i), utterance.length);
            segments.add(audible(utterance, places.get(i)));
        }
    }

    private Scene(float[] samples, List<Segment> segments) {
        this.samples = samples;
        this.segments.addAll(segments);
    }

    /** The same scene with this background, repeated, so far below the speech; and the speech at this level. */
    Scene over(float[] noise, double snrDecibel, double speechDbfs) {
        double speech = 0;
        int count = 0;
        for (Segment segment : segments) {
            for (int i = segment.from; i < segment.to; i++) {
                speech += samples[i] * (double) samples[i];
                count++;
            }
        }
        double gain = 32_768 * Math.pow(10, speechDbfs / 20) / Math.sqrt(speech / count);
        double noiseGain = 32_768 * Math.pow(10, (speechDbfs - snrDecibel) / 20) / rms(noise);
        float[] mixed = new float[samples.length];
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = (float) (gain * samples[i] + noiseGain * noise[i % noise.length]);
        }
        return new Scene(mixed, segments);
    }

    List<Segment> segments() {
        return segments;
    }

    AudioFrame audio() {
        short[] pcm = new short[samples.length];
        for (int i = 0; i < pcm.length; i++) {
            pcm[i] = (short) Math.max(-32_768, Math.min(32_767, Math.round(samples[i])));
        }
        return AudioFrame.ofSamples(pcm, AudioFormat.mono(RATE));
    }

    /**
     * Counts strictly: a segment needs a start of its own, between 0.3 s before it and its end, so speech that runs into
     * the next utterance counts as missed; a start in a pause is false, whatever follows it.
     */
    Score score(List<VadEvent> events) {
        int missed = 0;
        int falseStarts = 0;
        List<SpeechStarted> starts = new ArrayList<>();
        for (VadEvent event : events) {
            if (event instanceof SpeechStarted start) {
                starts.add(start);
                falseStarts += segments.stream().anyMatch(s -> begins(start, s)) ? 0 : 1;
            }
        }
        for (Segment segment : segments) {
            missed += starts.stream().anyMatch(start -> begins(start, segment)) ? 0 : 1;
        }
        return new Score(segments.size(), missed, falseStarts, samples.length / 60.0 / RATE);
    }

    static List<SpeechEnded> ends(List<VadEvent> events) {
        return events.stream()
                .filter(SpeechEnded.class::isInstance)
                .map(SpeechEnded.class::cast)
                .toList();
    }

    static double seconds(VadEvent event) {
        return event.at().toNanos() / 1e9;
    }

    static double rms(float[] samples) {
        double sum = 0;
        for (float sample : samples) {
            sum += sample * (double) sample;
        }
        return Math.sqrt(sum / samples.length);
    }

    private static boolean begins(SpeechStarted start, Segment segment) {
        double at = seconds(start) * RATE;
        return at >= segment.from - 0.3 * RATE && at <= segment.to;
    }

    /** The part between the first and the last 10 ms that are within 35 dB of the loudest. */
    private static Segment audible(float[] utterance, int place) {
        double loudest = 0;
        for (int i = 0; i + FRAME <= utterance.length; i += FRAME) {
            loudest = Math.max(loudest, power(utterance, i));
        }
        int from = utterance.length;
        int to = 0;
        for (int i = 0; i + FRAME <= utterance.length; i += FRAME) {
            if (power(utterance, i) > loudest * Math.pow(10, -3.5)) {
                from = Math.min(from, i);
                to = i + FRAME;
            }
        }
        return new Segment(place + from, place + to);
    }

    private static double power(float[] samples, int from) {
        double sum = 0;
        for (int i = from; i < from + FRAME; i++) {
            sum += samples[i] * (double) samples[i];
        }
        return sum;
    }
}
