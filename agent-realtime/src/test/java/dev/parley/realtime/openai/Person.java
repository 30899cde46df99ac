package dev.parley.realtime.openai;

import akka.actor.Cancellable;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Resampler;
import dev.parley.session.AgentSession;
import dev.parley.tts.TextToSpeech;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** Somebody on the line: speaks into a session in real time, is silent in between, and notes when each frame is heard. */
final class Person implements AutoCloseable {
    private static final Duration FRAME = Duration.ofMillis(20);

    private final ActorSystem<?> system;
    private final TextToSpeech voice;
    private final AudioFormat format;
    private final AudioFrame silence;
    private final Queue<AudioFrame> toSay = new ConcurrentLinkedQueue<>();
    private final List<Heard> heard = new ArrayList<>();
    private final Cancellable mouth;

    /** A frame of the agent's, and the {@link System#nanoTime} of its coming. */
    private record Heard(long at, Duration length) {}

    private Person(ActorSystem<?> system, TextToSpeech voice, AgentSession session) {
        this.system = system;
        this.voice = voice;
        this.format = session.inputFormat();
        this.silence = AudioFrame.silence(FRAME, format);
        session.audioOut().runWith(Sink.foreach(this::hear), system);
        this.mouth = Source.tick(Duration.ZERO, FRAME, "beat")
                .map(beat -> Optional.ofNullable(toSay.poll()).orElse(silence))
                .to(session.audioIn())
                .run(system);
    }

    static Person onTheLine(ActorSystem<?> system, TextToSpeech voice, AgentSession session) {
        return new Person(system, voice, session);
    }

    private synchronized void hear(AudioFrame frame) {
        heard.add(new Heard(System.nanoTime(), frame.duration()));
    }

    /** Begins to say this; returns at once. */
    void say(String text) throws Exception {
        List<AudioFrame> spoken = voice.synthesize(text)
                .runWith(Sink.seq(), system)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        Resampler resampler = Resampler.between(voice.format(), format);
        ByteArrayOutputStream pcm = new ByteArrayOutputStream();
        spoken.forEach(frame -> pcm.writeBytes(resampler.accept(frame).toByteArray()));
        pcm.writeBytes(resampler.flush().toByteArray());
        byte[] all = pcm.toByteArray();
        int size = format.bytesFor(FRAME);
        for (int from = 0; from < all.length; from += size) {
            toSay.add(AudioFrame.wrap(Arrays.copyOfRange(all, from, from + size), format));
        }
    }

    /** How much of the agent's voice has been heard. */
    synchronized Duration heard() {
        return heard.stream().map(Heard::length).reduce(Duration.ZERO, Duration::plus);
    }

    /** The longest pause between two frames of those that come from the first after this mark on. */
    synchronized Duration longestPause(int mark) {
        long longest = 0;
        for (int i = mark + 1; i < heard.size(); i++) {
            longest = Math.max(longest, heard.get(i).at() - heard.get(i - 1).at());
        }
        return Duration.ofNanos(longest);
    }

    /** How many frames have been heard. */
    synchronized int mark() {
        return heard.size();
    }

    @Override
    public void close() {
        mouth.cancel();
    }
}
