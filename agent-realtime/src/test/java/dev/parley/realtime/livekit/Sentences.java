package dev.parley.realtime.livekit;

import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import com.typesafe.config.ConfigFactory;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Resampler;
import dev.parley.audio.Wav;
import dev.parley.offline.OfflineModels;
import dev.parley.offline.dialogue.Dialogue;
import dev.parley.provider.Models;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Something to say, and models that understand such. */
final class Sentences {
    static final String SENTENCE = "the pizza costs twelve dollars";

    private Sentences() {}

    static Models models() {
        return OfflineModels.of(Dialogue.of("prices", ConfigFactory.parseString("""
                        start = listening
                        help = "What?"
                        apology = "What?"
                        lists { product { values = ["pizza", "salad", "ice cream", "lemonade"] } }
                        rules = [{ name = price, hear = ["the {product} costs {amount:number} dollars"], reply = "Ok." }]
                        """)), ConfigFactory.load());
    }

    /** A WAV file of the sentence, 48 kHz mono. */
    static String spoken(Models by, Path file, ActorSystem<?> system) throws Exception {
        List<AudioFrame> spoken = by.tts()
                .synthesize(SENTENCE)
                .runWith(Sink.seq(), system)
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        Wav.write(converted(spoken, by.tts().format(), AudioFormat.FULLBAND), file);
        return file.toString();
    }

    static AudioFrame converted(List<AudioFrame> frames, AudioFormat from, AudioFormat to) {
        Resampler resampler = Resampler.between(from, to);
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        frames.forEach(frame -> joined.writeBytes(resampler.accept(frame).toByteArray()));
        joined.writeBytes(resampler.flush().toByteArray());
        return AudioFrame.wrap(joined.toByteArray(), to);
    }
}
