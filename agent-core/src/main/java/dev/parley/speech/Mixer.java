package dev.parley.speech;

import akka.Done;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Resampler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;

/**
 * Puts sounds behind the voice, frame by frame on the beat of its {@link Playout}. Thread-safe; at most {@value #MOST} sounds
 * at once. Without any the voice's frames pass untouched; while there is one, frames are sent though the voice is silent.
 */
public final class Mixer {
    private static final int MOST = 16;

    private final AudioFormat format;
    private final List<Playing> sounds = new CopyOnWriteArrayList<>();
    private int[] sum = new int[0];
    private boolean closed;

    Mixer(AudioFormat format) {
        this.format = format;
    }

    /** Plays a sound once. */
    public PlayHandle play(BackgroundSound sound) {
        return add(sound, false);
    }

    /** Plays a sound over and over until it is stopped. */
    public PlayHandle loop(BackgroundSound sound) {
        return add(sound, true);
    }

    private PlayHandle add(BackgroundSound sound, boolean loops) {
        Playing playing = new Playing(sound, samplesOf(sound.clip()), loops, format);
        synchronized (this) {
            if (closed) {
                playing.over();
                return playing;
            }
            if (sounds.size() >= MOST) {
                throw new IllegalStateException("background sounds: " + sounds.size() + " play (expected: at most "
                        + MOST + " at once; stop one first)");
            }
            sounds.add(playing);
        }
        return playing;
    }

    private short[] samplesOf(AudioFrame clip) {
        if (clip.format().equals(format)) {
            return samplesOf(List.of(clip));
        }
        Resampler resampler = Resampler.between(clip.format(), format);
        return samplesOf(List.of(resampler.accept(clip), resampler.flush()));
    }

    private short[] samplesOf(List<AudioFrame> frames) {
        int channels = format.channels();
        int count = frames.stream().mapToInt(AudioFrame::samples).sum() * channels;
        short[] samples = new short[Math.max(channels, count)];
        int at = 0;
        for (AudioFrame frame : frames) {
            int more = frame.samples() * channels;
            frame.copySamples(0, more, samples, at);
            at += more;
        }
        return samples;
    }

    synchronized void close() {
        closed = true;
        sounds.forEach(Playing::over);
        sounds.clear();
    }

    /** The voice with the sounds behind it, in a frame of that length; without sounds the very same. By the clock's thread alone. */
    AudioFrame mix(AudioFrame voice, int frameBytes) {
        if (sounds.isEmpty()) {
            return voice;
        }
        byte[] mixed = new byte[frameBytes];
        voice.copyTo(mixed, 0);
        int samples = frameBytes / 2;
        if (sum.length != samples) {
            sum = new int[samples];
        }
        for (int i = 0; i < samples; i++) {
            sum[i] = (mixed[2 * i] & 0xff) | (mixed[2 * i + 1] << 8);
        }
        sounds.removeIf(this::addedAndOver);
        for (int i = 0; i < samples; i++) {
            int sample = Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, sum[i]));
            mixed[2 * i] = (byte) sample;
            mixed[2 * i + 1] = (byte) (sample >> 8);
        }
        return AudioFrame.wrap(mixed, format);
    }

    private boolean addedAndOver(Playing sound) {
        boolean over = !sound.addTo(sum);
        if (over) {
            sound.over();
        }
        return over;
    }

    /** One sound on its way. */
    private static final class Playing implements PlayHandle {
        private final short[] clip;
        private final boolean loops;
        private final float volume;
        private final int channels;
        private final long fadeIn;
        private final long fadeOut;
        private final CompletableFuture<Done> done = new CompletableFuture<>();
        private volatile boolean stopping;
        private long at;
        private long stoppedAt = -1;

        private Playing(BackgroundSound sound, short[] clip, boolean loops, AudioFormat format) {
            this.clip = clip;
            this.loops = loops;
            this.volume = (float) sound.volume();
            this.channels = format.channels();
            this.fadeIn = format.samplesFor(sound.fadeIn());
            this.fadeOut = format.samplesFor(sound.fadeOut());
        }

        @Override
        public void stop() {
            stopping = true;
        }

        @Override
        public CompletionStage<Done> whenDone() {
            return done.minimalCompletionStage();
        }

        /** Who waits for the end goes on elsewhere than on the clock's thread. */
        private void over() {
            ForkJoinPool.commonPool().execute(() -> done.complete(Done.getInstance()));
        }

        /** Adds a frame's worth; false if that was the last. */
        private boolean addTo(int[] sum) {
            if (stopping && stoppedAt < 0) {
                stoppedAt = at;
            }
            for (int i = 0; i + channels <= sum.length; i += channels) {
                boolean fadedOut = stoppedAt >= 0 && at - stoppedAt >= fadeOut;
                if (fadedOut || (!loops && at * channels >= clip.length)) {
                    return false;
                }
                float gain = gain();
                int from = (int) (at * channels % clip.length);
                for (int channel = 0; channel < channels; channel++) {
                    sum[i + channel] += Math.round(clip[from + channel] * gain);
                }
                at++;
            }
            return true;
        }

        /** Equal-power fades, as LiveKit Agents has them: gentle where it is silent. */
        private float gain() {
            float gain = volume;
            if (at < fadeIn) {
                gain *= (float) Math.sin((double) at / fadeIn * Math.PI / 2);
            }
            if (stoppedAt >= 0) {
                gain *= (float) Math.cos((double) (at - stoppedAt) / fadeOut * Math.PI / 2);
            }
            return gain;
        }
    }
}
