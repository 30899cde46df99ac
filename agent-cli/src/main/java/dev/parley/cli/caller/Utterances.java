package dev.parley.cli.caller;

import akka.actor.ActorSystem;
import akka.stream.javadsl.Sink;
import com.typesafe.config.Config;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Resampler;
import dev.parley.audio.Wav;
import dev.parley.audio.WavFormatException;
import dev.parley.provider.ModelsProvider;
import dev.parley.tts.TextToSpeech;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Audio for a caller to say, as the call wants it: 16 kHz, one channel. */
public final class Utterances {
    private static final int SYNTHESIS_SECONDS = 60;

    private Utterances() {}

    /** The audio of a WAV file; what is wrong with the file is told with its name. */
    public static AudioFrame read(Path wav) throws IOException {
        try {
            AudioFrame audio = Wav.read(wav);
            return join(List.of(audio), audio.format());
        } catch (NoSuchFileException missing) {
            throw new IOException(wav + ": no such file (expected: a WAV file)", missing);
        } catch (WavFormatException | IllegalArgumentException unusable) {
            throw new IOException(wav + ": " + unusable.getMessage(), unusable);
        }
    }

    /**
     * Speaks these texts with the built-in voice.
     *
     * @throws IllegalStateException if there is no built-in voice or it fails
     */
    public static List<AudioFrame> speak(List<String> texts, Config config) throws InterruptedException {
        TextToSpeech voice = ServiceLoader.load(ModelsProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals("offline"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "voice: none (expected: agent-offline on the class path); use --wav instead of --say"))
                .create(config)
                .tts();
        ActorSystem system = ActorSystem.create("caller", config);
        try {
            List<AudioFrame> spoken = new ArrayList<>();
            for (String text : texts) {
                List<AudioFrame> frames = voice.synthesize(text)
                        .runWith(Sink.seq(), system)
                        .toCompletableFuture()
                        .get(SYNTHESIS_SECONDS, TimeUnit.SECONDS);
                spoken.add(join(frames, voice.format()));
            }
            return spoken;
        } catch (ExecutionException | TimeoutException failed) {
            throw new IllegalStateException("voice: " + voice.name() + " fails: " + failed.getCause(), failed);
        } finally {
            system.terminate();
        }
    }

    private static AudioFrame join(List<AudioFrame> frames, AudioFormat from) {
        Resampler resampler = Resampler.between(from, Microphone.FORMAT);
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        frames.forEach(frame -> joined.writeBytes(resampler.accept(frame).toByteArray()));
        joined.writeBytes(resampler.flush().toByteArray());
        return AudioFrame.wrap(joined.toByteArray(), Microphone.FORMAT);
    }
}
