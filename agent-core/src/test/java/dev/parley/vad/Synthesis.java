package dev.parley.vad;

import com.sun.speech.freetts.Voice;
import com.sun.speech.freetts.VoiceManager;
import com.sun.speech.freetts.audio.NullAudioPlayer;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Resampler;
import dev.parley.audio.Wav;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Speech and music from the machine's own tools, as 16 kHz audio. */
final class Synthesis {
    private static final String TOOLS = "apt-get update && apt-get install -y espeak-ng sox";

    private final Path folder;
    private int files;

    Synthesis(Path folder) {
        this.folder = folder;
    }

    /** One utterance; {@code kevin16} is FreeTTS's voice, every other one espeak-ng's. */
    float[] speak(String voice, String text) throws IOException {
        if (voice.equals("kevin16")) {
            return kevin(text);
        }
        Path file = next();
        run(List.of("espeak-ng", "-v", voice, "-w", file.toString(), text));
        return samples(file);
    }

    /** One utterance of espeak-ng at a pace in words a minute. */
    float[] speak(String voice, int pace, String text) throws IOException {
        Path file = next();
        run(List.of("espeak-ng", "-v", voice, "-s", String.valueOf(pace), "-w", file.toString(), text));
        return samples(file);
    }

    /** What sox makes of a recipe, its words apart by a space; the same each time. */
    float[] sound(int rate, int channels, String recipe) throws IOException {
        return samples(Path.of(render(rate, channels, recipe)));
    }

    /** A band: plucked chords, a melody and a beat, four bars that repeat. */
    float[] music() throws IOException {
        String[] chords = {"A2 C4 E4 A4", "F2 C4 F4 A4", "C3 C4 E4 G4", "G2 B3 D4 G4"};
        String melody = "E5 C5 A4 C5 F5 E5 C5 A4 G5 E5 D5 C5 B4 D5 G5 D5";
        List<String> bars = new ArrayList<>();
        for (String chord : chords) {
            String strings = " pluck " + chord.replace(" ", " pluck ");
            bars.add(render(48_000, 4, "synth 2" + strings + " remix 1-4 rate 16000 gain -n -3"));
        }
        List<String> notes = new ArrayList<>();
        for (String note : melody.split(" ", -1)) {
            notes.add(render(16_000, 1, "synth 0.5 triangle " + note + " fade 0.01 0.5 0.1 gain -n -12"));
        }
        String beat = render(16_000, 1, "synth 0.1 whitenoise fade 0 0.1 0.09 pad 0 0.4 gain -n -10 repeat 15");
        Path song = next();
        run(List.of("sox", "-m", joined(bars), joined(notes), beat, song.toString(), "gain", "-n", "-6"));
        return samples(song);
    }

    /** Without -R, sox plucks and hisses otherwise on each run. */
    private String render(int rate, int channels, String recipe) throws IOException {
        String file = next().toString();
        List<String> command = new ArrayList<>(List.of("sox", "-R"));
        command.addAll(List.of("-r", String.valueOf(rate), "-c", String.valueOf(channels), "-n", "-b", "16", file));
        command.addAll(List.of(recipe.split(" ", -1)));
        run(command);
        return file;
    }

    private String joined(List<String> parts) throws IOException {
        Path all = next();
        List<String> command = new ArrayList<>(List.of("sox"));
        command.addAll(parts);
        command.add(all.toString());
        run(command);
        return all.toString();
    }

    private Path next() {
        return folder.resolve("sound-" + files++ + ".wav");
    }

    private static float[] samples(Path file) throws IOException {
        AudioFrame audio = Wav.read(file);
        Resampler resampler = Resampler.between(audio.format(), AudioFormat.WIDEBAND);
        AudioFrame head = resampler.accept(audio);
        AudioFrame tail = resampler.flush();
        float[] samples = new float[head.samples() + tail.samples()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = i < head.samples() ? head.sample(i) : tail.sample(i - head.samples());
        }
        return samples;
    }

    private static float[] kevin(String text) {
        System.setProperty("freetts.voices", "com.sun.speech.freetts.en.us.cmu_us_kal.KevinVoiceDirectory");
        Voice voice = VoiceManager.getInstance().getVoice("kevin16");
        Recording recording = new Recording();
        voice.allocate();
        voice.setAudioPlayer(recording);
        voice.speak(text);
        voice.deallocate();
        return recording.samples();
    }

    /** Keeps what FreeTTS plays: 16 kHz, big-endian. */
    private static final class Recording extends NullAudioPlayer {
        private final ByteArrayOutputStream played = new ByteArrayOutputStream();

        @Override
        public boolean write(byte[] audio) {
            return write(audio, 0, audio.length);
        }

        @Override
        public boolean write(byte[] audio, int offset, int size) {
            played.write(audio, offset, size);
            return true;
        }

        float[] samples() {
            ByteBuffer pcm = ByteBuffer.wrap(played.toByteArray());
            float[] samples = new float[pcm.remaining() / 2];
            for (int i = 0; i < samples.length; i++) {
                samples[i] = pcm.getShort();
            }
            return samples;
        }
    }

    private static void run(List<String> command) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new IOException("command: " + command.get(0) + " can't be run; install it: " + TOOLS, e);
        }
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("command: " + command + " failed or took over 30 s; try it by hand");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + command.get(0), e);
        }
    }
}
