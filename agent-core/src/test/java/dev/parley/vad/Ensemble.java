package dev.parley.vad;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Music of the held-out set: four whole ensembles, each with chords, a bass, a melody and percussion of its own. Every
 * piece repeats without a seam.
 */
final class Ensemble {
    private final Synthesis synthesis;
    private final Map<String, float[]> rendered = new HashMap<>();

    Ensemble(Synthesis synthesis) {
        this.synthesis = synthesis;
    }

    /** Distorted fifths, short in the first half and held in the second, a distorted long lead, bass and drums. */
    float[] rock() throws IOException {
        double beat = 60 / 132.0;
        List<String> fifths = List.of(
                "E2 B2 E3", "G2 D3 G3", "A2 E3 A3", "C3 G3 C4", "E2 B2 E3", "D3 A3 D4", "C3 G3 C4", "B2 F#3 B3");
        double length = 4 * beat * fifths.size();
        Loop guitar = new Loop(length);
        Loop bass = new Loop(length);
        for (int bar = 0; bar < fifths.size(); bar++) {
            String fifth = fifths.get(bar);
            String root = fifth.substring(0, fifth.indexOf(' '));
            for (int eighth = 0; eighth < 8; eighth++) {
                double at = (4 * bar + 0.5 * eighth) * beat;
                bass.add(note("trapezium", root, 0.21, "lowpass 500"), at, 1);
                guitar.add(
                        chord("sawtooth", fifth, 0.18, "lowpass 1200 overdrive 22 10 lowpass 2600"),
                        at,
                        bar < 4 ? 1 : 0);
            }
            guitar.add(
                    chord("sawtooth", fifth, 3.9 * beat, "lowpass 4000 overdrive 28 12 lowpass 3600 highpass 110"),
                    4 * bar * beat,
                    bar < 4 ? 0 : 1);
        }
        String melody = "B4:3 D5:1 E5:4 G5:2 F#5:2 E5:3 D5:1 B4:6 A4:2 G4:4 F#4:2 D#5:2";
        Loop lead = tune(
                length,
                beat,
                melody,
                "sawtooth",
                "highpass 200 overdrive 34 18 lowpass 3200 tremolo 5.8 25 echo 0.8 0.7 190 0.3");
        Loop drums = new Loop(length);
        for (int half = 0; half < 8 * fifths.size(); half++) {
            double at = 0.5 * half * beat;
            drums.add(drum("sine 150-42", 0.16, ""), at, half % 8 == 0 || half % 8 == 3 || half % 8 == 4 ? 1 : 0);
            drums.add(drum("pinknoise", 0.22, "highpass 250"), at, half % 4 == 2 ? 0.9 : 0);
            drums.add(drum("whitenoise", 0.3, "highpass 4500"), at, half % 2 == 0 ? 0.3 : 0.1);
            drums.add(drum("whitenoise", 1.6, "highpass 2500"), at, half % 32 == 0 ? 0.5 : 0);
        }
        return mix(
                length, List.of(new Part(guitar, 1), new Part(bass, 0.7), new Part(lead, 0.9), new Part(drums, 0.9)));
    }

    /** In three-four time: reeds that beat against each other, plucked bass and after-beats, a reed melody, a tambourine. */
    float[] waltz() throws IOException {
        double beat = 60 / 174.0;
        List<String> triads = List.of(
                "F3 A3 C4",
                "F3 A3 C4",
                "C4 E4 G4",
                "C4 E4 A#4",
                "G3 A#3 D4",
                "C4 E4 A#4",
                "F3 A3 C4",
                "F3 A3 D#4",
                "A#3 D4 F4",
                "A#3 D4 F4",
                "F3 A3 C4",
                "D3 F#3 C4",
                "G3 A#3 D4",
                "C4 E4 A#4",
                "F3 A3 C4",
                "C4 E4 A#4");
        double length = 3 * beat * triads.size();
        Loop reeds = new Loop(length);
        Loop bass = new Loop(length);
        Loop tambourine = new Loop(length);
        for (int bar = 0; bar < triads.size(); bar++) {
            String triad = triads.get(bar);
            double at = 3 * bar * beat;
            String low = triad.charAt(0) + (triad.charAt(1) == '#' ? "#" : "") + "2";
            bass.add(plucked(low), at, 1);
            for (int after = 1; after < 3; after++) {
                reeds.add(
                        chord("square", triad, 0.2, "lowpass 3000 chorus 0.6 0.8 30 0.5 1.1 2 -s"),
                        at + after * beat,
                        1);
                tambourine.add(drum("whitenoise", 0.09, "highpass 3800"), at + after * beat, 1);
            }
            tambourine.add(drum("brownnoise", 0.12, "lowpass 400"), at, 1);
        }
        String melody =
                "C5:2 A4:1 F5:3 E5:2 G5:1 E5:3 D5:1 E5:1 F5:1 G5:2 E5:1 F5:3 D#5:3 D5:2 F5:1 A#5:3 A5:2 F5:1 F#5:3"
                        + " G5:1 F5:1 D5:1 E5:2 C5:1 F5:5 r:1";
        Loop reed = tune(
                length, beat, melody, "square", "bandpass 1600 2.5o chorus 0.6 0.7 35 0.5 3.2 3 -s tremolo 5.2 20");
        return mix(
                length,
                List.of(new Part(reeds, 1), new Part(bass, 0.9), new Part(reed, 1.1), new Part(tambourine, 0.35)));
    }

    /** A bass drum on each beat, claps, a bass line with a moving filter, chord stabs, a pad and a shrill lead. */
    float[] club() throws IOException {
        double beat = 60 / 124.0;
        List<String> chords = List.of(
                "F#3 A3 C#4 E4",
                "F#3 A3 C#4 E4",
                "D3 F#3 A3 C#4",
                "E3 G#3 B3 D4",
                "F#3 A3 C#4 E4",
                "C#3 E3 G#3 B3",
                "D3 F#3 A3 C#4",
                "B2 D3 F#3 A3");
        List<String> acid = List.of("F#1", "F#2", "F#1", "A1", "F#1", "E2", "F#1", "C#2");
        double length = 4 * beat * chords.size();
        Loop drums = new Loop(length);
        Loop bass = new Loop(length);
        Loop stabs = new Loop(length);
        Loop pad = new Loop(length);
        for (int step = 0; step < 16 * chords.size(); step++) {
            double at = step * beat / 4;
            drums.add(drum("sine 180-48", 0.2, ""), at, step % 4 == 0 ? 1 : 0);
            drums.add(drum("pinknoise", 0.12, "bandpass 1500 2o"), at, step % 8 == 4 ? 1.2 : 0);
            drums.add(drum("whitenoise", 0.14, "highpass 5000"), at, step % 4 == 2 ? 0.5 : 0.08);
            String moving = "lowpass " + (500 + 400 * (step * 5 % 7)) + " overdrive 12 8";
            bass.add(note("sawtooth", acid.get(step * 3 % 8), 0.1, moving), at, step % 5 == 4 ? 0 : 1);
            String chord = chords.get(step / 16);
            stabs.add(
                    chord("sawtooth", chord, 0.13, "lowpass 3200 echo 0.8 0.7 180 0.4"),
                    at,
                    step % 8 == 3 || step % 8 == 6 ? 1 : 0);
            pad.add(
                    chord("triangle", chord, 4.2 * beat, "flanger 3 4 20 60 0.4 reverb 40"),
                    at,
                    step % 16 == 0 ? 1 : 0);
        }
        String melody =
                "C#6:1 A5:0.5 F#5:1.5 E5:1 A5:0.5 B5:0.5 C#6:1.5 r:1.5 E6:1 D6:0.5 C#6:0.5 A5:2 B5:1 G#5:1 E5:2 r:0.5"
                        + " F#5:0.5 A5:0.5 C#6:2.5 B5:1 G#5:1 C#5:2 D5:1 F#5:1 A5:2 B5:1 A5:0.5 F#5:1.5 D5:1";
        Loop lead = tune(length, beat, melody, "square", "lowpass 4500 phaser 0.8 0.74 3 0.4 0.9 -t");
        return mix(
                length,
                List.of(
                        new Part(drums, 1),
                        new Part(bass, 0.8),
                        new Part(stabs, 0.7),
                        new Part(pad, 0.5),
                        new Part(lead, 0.7)));
    }

    /** Slow: broken chords of an electric piano, long strings, a blown lead that trembles, walking bass, brushes. */
    float[] ballad() throws IOException {
        double beat = 60 / 72.0;
        List<String> chords = List.of(
                "D#3 G3 A#3 D4", "C3 D#3 G3 A#3", "F3 G#3 C4 D#4", "A#2 D3 F3 G#3", "G3 A#3 D4 F4", "C3 E3 G3 A#3");
        double length = 4 * beat * chords.size();
        Loop piano = new Loop(length);
        Loop strings = new Loop(length);
        Loop bass = new Loop(length);
        Loop brushes = new Loop(length);
        for (int bar = 0; bar < chords.size(); bar++) {
            String[] tones = chords.get(bar).split(" ", -1);
            strings.add(
                    chord(
                            "sawtooth",
                            chords.get(bar),
                            4.3 * beat,
                            "lowpass 2200 chorus 0.6 0.8 45 0.4 0.7 3 -s reverb 60"),
                    4 * bar * beat,
                    1);
            for (int eighth = 0; eighth < 8; eighth++) {
                double at = (4 * bar + 0.5 * eighth) * beat;
                String tone = tones[new int[] {0, 2, 3, 1, 2, 3, 2, 1}[eighth]];
                piano.add(note("triangle", tone, 1.1, "tremolo 4.6 35 lowpass 2800"), at, eighth % 4 == 0 ? 1 : 0.7);
                String low = tones[eighth / 2].replace('4', '2').replace('3', '2');
                bass.add(note("sine", low, 0.75, "overdrive 6 10"), at, eighth % 2 == 0 ? 1 : 0);
                brushes.add(drum("pinknoise", 0.35, "highpass 900"), at, eighth % 4 == 2 ? 1 : 0.25);
            }
        }
        String melody =
                "A#4:1.5 D5:0.5 G5:2 F5:1 D#5:1 C5:2 D#5:3 F5:1 D5:2.5 r:0.5 C5:0.5 D5:0.5 F5:3 D5:1 E5:1 G5:1 C5:2";
        Loop lead = tune(length, beat, melody, "triangle", "overdrive 8 25 tremolo 5.5 45 reverb 45");
        return mix(
                length,
                List.of(
                        new Part(piano, 1),
                        new Part(strings, 0.9),
                        new Part(bass, 0.8),
                        new Part(brushes, 0.4),
                        new Part(lead, 1.2)));
    }

    /** Notes as NAME:BEATS one after the other; r rests. */
    private Loop tune(double length, double beat, String melody, String wave, String effects) throws IOException {
        Loop line = new Loop(length);
        double at = 0;
        for (String word : melody.split(" ", -1)) {
            int colon = word.indexOf(':');
            double beats = Double.parseDouble(word.substring(colon + 1));
            if (word.charAt(0) != 'r') {
                line.add(note(wave, word.substring(0, colon), beats * beat, effects), at * beat, 1);
            }
            at += beats;
        }
        return line;
    }

    private float[] note(String wave, String tone, double seconds, String effects) throws IOException {
        return sound(16_000, 1, "synth " + seconds + " " + wave + " " + tone + faded(seconds), effects);
    }

    /** Sox plucks at 44.1 or 48 kHz alone. */
    private float[] plucked(String tone) throws IOException {
        return sound(44_100, 1, "synth 0.9 pluck " + tone + faded(0.9), "lowpass 1500 rate 16000");
    }

    private float[] chord(String wave, String tones, double seconds, String effects) throws IOException {
        String[] each = tones.split(" ", -1);
        String waves = " " + wave + " " + String.join(" " + wave + " ", each);
        String together = waves + " remix 1-" + each.length;
        return sound(16_000, each.length, "synth " + seconds + together + faded(seconds), effects);
    }

    private float[] drum(String source, double seconds, String effects) throws IOException {
        String ring = " fade l 0 " + seconds + " " + 0.9 * seconds;
        return sound(16_000, 1, "synth " + seconds + " " + source + ring, effects);
    }

    private static String faded(double seconds) {
        return " fade 0.006 " + seconds + " " + Math.min(0.1, seconds / 3);
    }

    private float[] sound(int rate, int channels, String source, String effects) throws IOException {
        String recipe = source + (effects.isEmpty() ? "" : " " + effects) + " gain -n -6";
        float[] known = rendered.get(recipe);
        if (known == null) {
            known = synthesis.sound(rate, channels, recipe);
            rendered.put(recipe, known);
        }
        return known;
    }

    private static float[] mix(double length, List<Part> parts) {
        Loop all = new Loop(length);
        for (Part part : parts) {
            float[] samples = part.loop.samples();
            all.add(samples, 0, 3_000 / Scene.rms(samples) * part.gain);
        }
        return all.samples();
    }

    private record Part(Loop loop, double gain) {}
}
