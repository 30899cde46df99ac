package dev.parley.offline.recognition;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.javadsl.Sink;
import com.typesafe.config.ConfigFactory;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.offline.voice.OfflineVoice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Spoken sentences, 16 kHz, with the quiet before and after that a detector leaves. */
final class Recordings {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final OfflineVoice KEVIN = OfflineVoice.of(ConfigFactory.load());
    private static final byte[] QUIET = new byte[2 * 16 * 300];

    private Recordings() {}

    /** By the built-in voice. */
    static AudioFrame kevin(String text) {
        try {
            List<AudioFrame> frames = KEVIN.synthesize(text)
                    .runWith(Sink.seq(), KIT.system())
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            ByteArrayOutputStream pcm = new ByteArrayOutputStream();
            frames.forEach(frame -> pcm.writeBytes(frame.toByteArray()));
            return padded(pcm.toByteArray());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** By espeak-ng; fails loudly if it or sox is not installed. */
    static AudioFrame espeak(String voice, String text, Path folder) {
        Path wav = folder.resolve("espeak.wav");
        run("espeak-ng", "-v", voice, "-s", "150", "-w", wav.toString(), text);
        return sox(wav, folder, "rate", "16000");
    }

    /** The same through a telephone's band: 8 kHz and back. */
    static AudioFrame telephone(AudioFrame spoken, Path folder) {
        try {
            Path raw = folder.resolve("wide.raw");
            Files.write(raw, spoken.toByteArray());
            Path wav = folder.resolve("wide.wav");
            run(
                    "sox",
                    "-t",
                    "raw",
                    "-r",
                    "16000",
                    "-e",
                    "signed",
                    "-b",
                    "16",
                    "-c",
                    "1",
                    raw.toString(),
                    wav.toString());
            return sox(wav, folder, "rate", "8000", "rate", "16000");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static AudioFrame sox(Path wav, Path folder, String... effects) {
        Path raw = folder.resolve("out.raw");
        List<String> command = new java.util.ArrayList<>(List.of(
                "sox", "-D", wav.toString(), "-t", "raw", "-e", "signed", "-b", "16", "-c", "1", raw.toString()));
        command.addAll(List.of(effects));
        run(command.toArray(String[]::new));
        try {
            return padded(Files.readAllBytes(raw));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static AudioFrame padded(byte[] pcm) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(QUIET);
        all.writeBytes(pcm);
        all.writeBytes(QUIET);
        return AudioFrame.wrap(all.toByteArray(), AudioFormat.WIDEBAND);
    }

    private static void run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + output);
            }
        } catch (IOException e) {
            throw new AssertionError(
                    command[0] + ": can't be run (expected: installed; apt-get install espeak-ng sox)", e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
