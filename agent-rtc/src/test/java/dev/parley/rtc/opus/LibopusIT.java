package dev.parley.rtc.opus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The system's libopus. */
@EnabledIf(value = "isInstalled", disabledReason = "no libopus on this system; on Debian it is in the package libopus0")
class LibopusIT extends OpusSuite {
    private static final Opus OPUS = Opus.load(OpusPreference.AUTO);
    private static final Opus PURE = Opus.load(OpusPreference.CONCENTUS);

    static boolean isInstalled() {
        return !OPUS.implementation().name().equals(PURE.implementation().name());
    }

    @Override
    Opus opus() {
        return OPUS;
    }

    @Test
    void shouldBeTheFirstChoice() {
        assertThat(OPUS.implementation().name()).startsWith("libopus");
        assertThat(Opus.load(OpusPreference.LIBOPUS).implementation().toString())
                .startsWith("libopus")
                .endsWith("(as asked for)");
    }

    @Test
    void shouldUnderstandTheOtherImplementation() {
        double there = toneQuality(OPUS, PURE);
        double back = toneQuality(PURE, OPUS);

        System.out.printf("libopus to concentus %.1f dB, concentus to libopus %.1f dB%n", there, back);
        assertThat(there).isGreaterThan(20);
        assertThat(back).isGreaterThan(20);
    }

    @Test
    void shouldGiveBackTheMemoryOfWhatIsClosed() throws IOException {
        openAndClose(300);
        long before = residentKilobytes();
        openAndClose(2000);

        long grown = residentKilobytes() - before;
        System.out.printf("2000 encoders and decoders opened and closed: %d kB more%n", grown);
        assertThat(grown).isLessThan(20_000);
    }

    private static void openAndClose(int times) {
        short[] pcm = Signals.tone(440, 8000, FRAME);
        byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
        for (int i = 0; i < times; i++) {
            try (OpusEncoder encoder = OPUS.encoder(OpusEncoderSettings.standard());
                    OpusDecoder decoder = OPUS.decoder()) {
                int bytes = encoder.encode(pcm, 0, packet, 0);
                decoder.decode(packet, 0, bytes, pcm, 0);
            }
        }
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
