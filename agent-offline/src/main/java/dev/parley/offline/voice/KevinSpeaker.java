package dev.parley.offline.voice;

import com.sun.speech.freetts.Voice;
import com.sun.speech.freetts.audio.AudioPlayer;
import com.sun.speech.freetts.en.us.cmu_us_kal.KevinVoiceDirectory;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/** FreeTTS's kevin16. It computes big-endian samples; ours are little-endian. */
final class KevinSpeaker implements Speaker {
    /** Held strongly: java.util.logging forgets the level of a logger that nobody refers to. */
    private static final Logger FREETTS = Logger.getLogger("com.sun.speech.freetts");

    /** FreeTTS reads a voice's letter-to-sound rules through a static table: one voice at a time. */
    static final Object LOADING = new Object();

    private final Voice voice;

    KevinSpeaker(int wordsPerMinute) throws IOException {
        FREETTS.setLevel(Level.OFF);
        voice = Arrays.stream(new KevinVoiceDirectory().getVoices())
                .filter(candidate -> candidate.getName().equals("kevin16"))
                .findFirst()
                .orElseThrow(() -> new IOException("voice: kevin16 (expected: in freetts on the class path)"));
        synchronized (LOADING) {
            voice.allocate();
        }
        voice.setRate(wordsPerMinute);
    }

    @Override
    public AudioFormat format() {
        return AudioFormat.WIDEBAND;
    }

    @Override
    public void speak(String sentence, Predicate<AudioFrame> listener) {
        voice.setAudioPlayer(new Listening(listener));
        voice.speak(sentence);
    }

    /** Takes what FreeTTS believes to play; a write that answers false ends the sentence. */
    private static final class Listening implements AudioPlayer {
        private final Predicate<AudioFrame> listener;
        private boolean cancelled;

        Listening(Predicate<AudioFrame> listener) {
            this.listener = listener;
        }

        @Override
        public boolean write(byte[] audio) {
            return write(audio, 0, audio.length);
        }

        @Override
        public boolean write(byte[] audio, int offset, int size) {
            if (!cancelled) {
                byte[] swapped = new byte[size];
                for (int i = 0; i + 1 < size; i += 2) {
                    swapped[i] = audio[offset + i + 1];
                    swapped[i + 1] = audio[offset + i];
                }
                cancelled = !listener.test(AudioFrame.wrap(swapped, AudioFormat.WIDEBAND));
            }
            return !cancelled;
        }

        @Override
        public javax.sound.sampled.AudioFormat getAudioFormat() {
            return new javax.sound.sampled.AudioFormat(16_000f, 16, 1, true, true);
        }

        @Override
        public void setAudioFormat(javax.sound.sampled.AudioFormat format) {}

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public boolean drain() {
            return true;
        }

        @Override
        public boolean end() {
            return !cancelled;
        }

        @Override
        public float getVolume() {
            return 1f;
        }

        @Override
        public long getTime() {
            return 0;
        }

        @Override
        public void begin(int size) {}

        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public void reset() {}

        @Override
        public void close() {}

        @Override
        public void setVolume(float volume) {}

        @Override
        public void resetTime() {}

        @Override
        public void startFirstSampleTimer() {}

        @Override
        public void showMetrics() {}
    }
}
