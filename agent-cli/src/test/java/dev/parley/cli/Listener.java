package dev.parley.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Resampler;
import dev.parley.offline.OfflineModels;
import dev.parley.offline.dialogue.Dialogue;
import java.util.concurrent.TimeUnit;

/** Somebody who hears what the order desk says of prices, with a recogniser for any price of any product. */
final class Listener {
    private static final Config SENTENCES = ConfigFactory.parseString("""
            start = listening
            help = "What?"
            apology = "What?"
            lists { product { values = ["pizza", "salad", "ice cream", "lemonade"] } }
            rules = [{ name = price, hear = ["the {product} costs {amount:number} dollars"], reply = "Thanks." }]
            """);

    private Listener() {}

    /** The words of this audio; empty if it is no sentence that tells a price. */
    static String heard(AudioFrame audio) throws Exception {
        Resampler resampler = Resampler.between(audio.format(), AudioFormat.WIDEBAND);
        AudioFrame wide = audio.format().equals(AudioFormat.WIDEBAND) ? audio : resampler.accept(audio);
        return OfflineModels.of(Dialogue.of("prices", SENTENCES), ConfigFactory.load())
                .stt()
                .recognize(wide)
                .toCompletableFuture()
                .get(120, TimeUnit.SECONDS)
                .text();
    }
}
