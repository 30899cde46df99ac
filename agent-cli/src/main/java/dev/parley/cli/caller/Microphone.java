package dev.parley.cli.caller;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;

/** Sends the caller's audio in real time, and silence while there is none, as a microphone does. On a thread of its own. */
final class Microphone implements AutoCloseable {
    static final AudioFormat FORMAT = AudioFormat.WIDEBAND;
    private static final Duration FRAME = Duration.ofMillis(20);
    private static final int AUDIBLE = 300;

    private final CallSocket socket;
    private final byte[] silence = AudioFrame.silence(FRAME, FORMAT).toByteArray();
    private final Thread thread = new Thread(this::run, "microphone");
    private volatile Optional<Utterance> speaking = Optional.empty();
    private volatile boolean open = true;

    Microphone(CallSocket socket) {
        this.socket = socket;
        thread.setDaemon(true);
    }

    Microphone open() {
        thread.start();
        return this;
    }

    /** Speaks this, after silence; completes with the time of its last sound when all of it was sent. One at a time. */
    CompletionStage<Long> speak(AudioFrame audio) {
        Utterance utterance = new Utterance(audio, new CompletableFuture<>());
        speaking = Optional.of(utterance);
        return utterance.ended();
    }

    private void run() {
        long due = System.nanoTime();
        try {
            while (open) {
                sendNext();
                due += FRAME.toNanos();
                LockSupport.parkNanos(due - System.nanoTime());
            }
        } catch (IOException gone) {
            speaking.ifPresent(utterance -> utterance.ended().completeExceptionally(gone));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void sendNext() throws IOException, InterruptedException {
        Optional<Utterance> utterance = speaking;
        if (utterance.isEmpty()) {
            socket.sendAudio(silence);
            return;
        }
        Utterance now = utterance.get();
        socket.sendAudio(now.next(silence.length));
        if (now.isOver()) {
            speaking = Optional.empty();
            now.ended().complete(System.nanoTime() - now.trailingSilence().toNanos());
        }
    }

    @Override
    public void close() {
        open = false;
        thread.interrupt();
    }

    /** Audio on its way out. */
    private static final class Utterance {
        private final AudioFrame audio;
        private final CompletableFuture<Long> ended;
        private int sent;

        Utterance(AudioFrame audio, CompletableFuture<Long> ended) {
            this.audio = audio;
            this.ended = ended;
        }

        CompletableFuture<Long> ended() {
            return ended;
        }

        byte[] next(int bytes) {
            int samples = Math.min(bytes / 2, audio.samples() - sent);
            byte[] frame = new byte[bytes];
            audio.slice(sent, sent + samples).copyTo(frame, 0);
            sent += samples;
            return frame;
        }

        boolean isOver() {
            return sent >= audio.samples();
        }

        Duration trailingSilence() {
            int last = audio.samples() - 1;
            while (last > 0 && Math.abs(audio.sample(last)) < AUDIBLE) {
                last--;
            }
            return FORMAT.durationOf(audio.samples() - 1 - last);
        }
    }
}
