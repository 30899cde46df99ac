package dev.parley.vad;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Music of the validation set: drawn chords, broken chords and drums, 40 s that repeat. */
final class Band {
    private static final double SECONDS = 40;
    private static final double BAR = 2.5;
    private static final String[][] CHORDS = {
        {"D3", "F3", "A3", "C4"},
        {"G2", "B3", "D4", "F4"},
        {"C3", "G3", "B3", "E4"},
        {"A2", "E3", "G3", "C#4"},
        {"D3", "A3", "C4", "F4"},
        {"A#2", "F3", "D4", "G4"},
        {"E3", "G#3", "B3", "D4"},
        {"A2", "A3", "C4", "E4"}
    };
    private static final int[] ORDER = {0, 2, 1, 3, 2, 1};

    private final Synthesis synthesis;

    Band(Synthesis synthesis) {
        this.synthesis = synthesis;
    }

    /** Strings: detuned saw teeth behind a low pass, that swell and overlap. */
    float[] pads() throws IOException {
        Loop loop = new Loop(SECONDS);
        for (int i = 0; i < CHORDS.length; i++) {
            String tones = "";
            for (String note : CHORDS[i]) {
                tones += " sawtooth " + note;
            }
            float[] chord = synthesis.sound(
                    16_000,
                    4,
                    "synth 6" + tones + " remix 1-4 lowpass 1500 chorus 0.6 0.8 50 0.4 0.3 2 -t tremolo 0.7 30"
                            + " fade q 1.1 6 1.4 reverb 55 gain -n -6");
            loop.add(chord, i * SECONDS / CHORDS.length, 1);
        }
        return loop.samples();
    }

    /** Single plucked strings, twelve to a bar, each over the ring of the one before. */
    float[] arpeggio() throws IOException {
        Loop loop = new Loop(SECONDS);
        Map<String, float[]> strings = new HashMap<>();
        for (int i = 0; i < 12 * SECONDS / BAR; i++) {
            String note = CHORDS[i / 24 % CHORDS.length][ORDER[i % ORDER.length]];
            if (!strings.containsKey(note)) {
                strings.put(
                        note,
                        synthesis.sound(
                                44_100,
                                1,
                                "synth 0.9 pluck " + note
                                        + " fade 0 0.9 0.4 echo 0.8 0.7 160 0.3 rate 16000 gain -n -6"));
            }
            loop.add(strings.getOrDefault(note, new float[0]), i * BAR / 12, i % 12 == 0 ? 1 : 0.7);
        }
        return loop.samples();
    }

    /** Bass drum, snare drum and hat in sixteenths; toms end each fourth bar. */
    float[] drums() throws IOException {
        float[] bass = synthesis.sound(16_000, 1, "synth 0.15 sine 130-45 fade l 0 0.15 0.12 gain -n -3");
        float[] snare =
                synthesis.sound(16_000, 2, "synth 0.2 pinknoise sine 185 remix 1-2 fade l 0 0.2 0.18 gain -n -6");
        float[] hat = synthesis.sound(16_000, 1, "synth 0.06 whitenoise highpass 5000 fade l 0 0.06 0.05 gain -n -14");
        float[] tom = synthesis.sound(16_000, 1, "synth 0.25 sine 160-90 fade l 0 0.25 0.2 gain -n -5");
        Loop loop = new Loop(SECONDS);
        for (int bar = 0; bar < SECONDS / BAR; bar++) {
            for (int step = 0; step < 16; step++) {
                double at = (bar + step / 16.0) * BAR;
                boolean fill = bar % 4 == 3 && step >= 12;
                loop.add(bass, at, step == 0 || step == 6 || step == 8 ? 1 : 0);
                loop.add(snare, at, step == 4 || step == 12 ? 1 : 0);
                loop.add(hat, at, step % 2 == 0 ? 1 : 0.3);
                loop.add(tom, at, fill ? 0.9 : 0);
            }
        }
        return loop.samples();
    }

    /** All three at once, equally loud. */
    float[] together() throws IOException {
        Loop loop = new Loop(SECONDS);
        for (float[] part : new float[][] {pads(), arpeggio(), drums()}) {
            loop.add(part, 0, 3_000 / Scene.rms(part));
        }
        return loop.samples();
    }
}
