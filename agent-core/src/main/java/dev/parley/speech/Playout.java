package dev.parley.speech;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * A call's mouth: takes the audio of sentences as it is made and sends it in real time, one frame a beat. It alone knows
 * what the caller has heard. Thread-safe.
 *
 * <p>Design notes. Everything is guarded by this object's monitor, which is held for microseconds: the voice appends, the
 * clock's beat takes a frame's worth, an interruption empties everything. Frames that have left wait for the consumer in
 * a bounded {@link FrameQueue}, the last buffer on the way; an interruption empties that as well, so nothing of a stopped
 * utterance can leave once {@link #stop} has returned.
 */
public final class Playout {
    /** Frames of silence for a player: 240 ms. */
    private static final int RESTS = 12;

    private final Listener listener;
    private final FrameQueue out;
    private final AudioFormat format;
    private final int frameBytes;
    private final AudioFrame nothing;
    private final AudioFrame silence;
    private final Runnable unregister;
    private final Deque<PlayedUtterance> utterances = new ArrayDeque<>();
    private final Mixer mixer;
    private String heldBack = "";
    private int rests;

    /** What is told of the playback, on the clock's thread or that of the one who stops; must not block. */
    public interface Listener {
        /** The utterance's first frame has left. */
        void started(String utterance);

        /** More words have been heard. */
        void heard(String utterance, String delta);

        /** Nothing of the utterance is left. */
        void finished(String utterance, String heard, Duration played, boolean interrupted);
    }

    public Playout(AudioFormat format, MediaClock clock, Listener listener) {
        this.format = format;
        this.listener = listener;
        this.frameBytes = format.bytesFor(MediaClock.PERIOD);
        this.nothing = AudioFrame.wrap(new byte[0], format);
        this.silence = AudioFrame.silence(MediaClock.PERIOD, format);
        this.out = new FrameQueue();
        this.mixer = new Mixer(format);
        this.unregister = clock.onBeat(this::beat);
    }

    /** What leaves, frame by frame; see {@code AgentSession.audioOut}. */
    public Source<AudioFrame, NotUsed> source() {
        return out.source();
    }

    /** The same, handed over within the beat; see {@code AgentSession.playTo}. What it gives ends that; idempotent. */
    public Runnable playTo(Consumer<? super AudioFrame> player) {
        return out.playTo(player);
    }

    public AudioFormat format() {
        return format;
    }

    /** What sounds behind the voice. */
    public Mixer mixer() {
        return mixer;
    }

    /** Whether a consumer is connected; without one frames leave unheard. */
    public boolean hasConsumer() {
        return out.hasConsumer();
    }

    /** Frames that no consumer took in time. */
    public LongAdder droppedFrames() {
        return out.dropped();
    }

    /**
     * Puts a sentence behind what the utterance already has; utterances play in the order in which they begin.
     *
     * @return where its audio goes
     */
    public SentenceAudio append(String utterance, String text) {
        return append(utterance, TranscriptSynchronizer.of(text));
    }

    /** The same for a text that comes piece by piece, with its audio. */
    public SentenceAudio open(String utterance) {
        return append(utterance, new TranscriptSynchronizer());
    }

    private synchronized SentenceAudio append(String utterance, TranscriptSynchronizer text) {
        PlayedUtterance last = utterances.peekLast();
        if (last == null || !last.name().equals(utterance)) {
            last = new PlayedUtterance(utterance, format);
            last.pause(utterance.equals(heldBack));
            utterances.addLast(last);
        }
        return last.append(text, this);
    }

    /** No more sentences follow for the utterance. */
    public synchronized void complete(String utterance) {
        find(utterance).ifPresent(PlayedUtterance::complete);
    }

    /**
     * Sends nothing of the utterance until {@link #resume} or {@link #stop}. One that has no sentences yet is held back when
     * it gets them; of such there is one at a time.
     */
    public synchronized void pause(String utterance) {
        heldBack = utterance;
        find(utterance).ifPresent(paused -> paused.pause(true));
    }

    /** Goes on where {@link #pause} stopped. */
    public synchronized void resume(String utterance) {
        heldBack = "";
        find(utterance).ifPresent(paused -> paused.pause(false));
    }

    /** Drops what has not left. When this returns, nothing more of the utterance can reach the consumer. */
    public void stop(String utterance) {
        PlayedUtterance stopped;
        String delta;
        synchronized (this) {
            stopped = find(utterance).orElse(null);
            if (stopped == null) {
                return;
            }
            utterances.remove(stopped);
            if (stopped.playedBytes() > 0) {
                stopped.unsent(out.clear());
            }
            delta = stopped.takeHeard();
            stopped.discard();
        }
        tellHeard(stopped, delta);
        listener.finished(utterance, stopped.heard(), stopped.played(), true);
    }

    /** Ends everything; the source completes. Idempotent. */
    public void close() {
        unregister.run();
        synchronized (this) {
            utterances.forEach(PlayedUtterance::discard);
            utterances.clear();
        }
        mixer.close();
        out.complete();
    }

    /** Sends the next frame and tells what has been heard by now. */
    private void beat() {
        PlayedUtterance playing;
        boolean starts;
        boolean over;
        String delta;
        synchronized (this) {
            playing = utterances.peekFirst();
            if (playing == null || playing.paused()) {
                send(nothing);
                return;
            }
            AudioFrame voice = playing.take(frameBytes);
            starts = playing.playedBytes() == 0 && voice.byteCount() > 0;
            send(voice);
            playing.sent(voice.byteCount());
            over = voice.byteCount() == 0 && playing.exhausted();
            delta = playing.takeHeardAtBeat();
            if (over) {
                utterances.removeFirst();
            }
        }
        if (starts) {
            listener.started(playing.name());
        }
        tellHeard(playing, delta);
        if (over) {
            listener.finished(playing.name(), playing.heard(), playing.played(), false);
        }
    }

    /** Sends what the voice says in this beat, and what sounds behind it; a player gets some silence behind both. */
    private void send(AudioFrame voice) {
        AudioFrame mixed = mixer.mix(voice, frameBytes);
        if (mixed.byteCount() > 0) {
            rests = RESTS;
            out.offer(mixed, voice.byteCount());
        } else if (rests > 0) {
            rests--;
            out.rest(silence);
        }
    }

    private void tellHeard(PlayedUtterance utterance, String delta) {
        if (!delta.isEmpty()) {
            listener.heard(utterance.name(), delta);
        }
    }

    private Optional<PlayedUtterance> find(String utterance) {
        return utterances.stream()
                .filter(candidate -> candidate.name().equals(utterance))
                .findFirst();
    }
}
