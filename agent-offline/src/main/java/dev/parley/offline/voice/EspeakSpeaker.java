package dev.parley.offline.voice;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** The command espeak-ng, one process for a sentence. Its WAV output is read as it comes; cancelling ends the process. */
final class EspeakSpeaker implements Speaker {
    private static final AudioFormat FORMAT = AudioFormat.mono(22_050);
    private static final int HEADER = 44;
    private static final int FRAME = FORMAT.bytesPerSample() * 441;

    private final VoiceSettings settings;

    EspeakSpeaker(VoiceSettings settings) {
        this.settings = settings;
    }

    @Override
    public AudioFormat format() {
        return FORMAT;
    }

    @Override
    public void speak(String sentence, Predicate<AudioFrame> listener) throws IOException {
        Process process = start();
        try (InputStream audio = process.getInputStream()) {
            try (var text = process.getOutputStream()) {
                text.write(sentence.getBytes(StandardCharsets.UTF_8));
            }
            if (audio.readNBytes(HEADER).length < HEADER) {
                throw new IOException("espeak-ng gave no audio; voice: " + settings.espeakVoice()
                        + " (expected: one that `espeak-ng --voices` lists)");
            }
            forward(audio, listener);
        } finally {
            process.destroy();
        }
    }

    private Process start() throws IOException {
        String speed = String.valueOf(settings.wordsPerMinute());
        try {
            return new ProcessBuilder("espeak-ng", "-v", settings.espeakVoice(), "-s", speed, "--stdin", "--stdout")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new IOException(
                    "espeak-ng can't be run (expected: on the PATH; install it or set parley.offline.voice.engine to"
                            + " kevin16)",
                    e);
        }
    }

    private static void forward(InputStream audio, Predicate<AudioFrame> listener) throws IOException {
        boolean wanted = true;
        while (wanted) {
            byte[] frame = audio.readNBytes(FRAME);
            int whole = frame.length / FORMAT.bytesPerSample() * FORMAT.bytesPerSample();
            wanted = whole > 0
                    && listener.test(AudioFrame.wrap(
                            whole == frame.length ? frame : java.util.Arrays.copyOf(frame, whole), FORMAT))
                    && frame.length == FRAME;
        }
    }
}
