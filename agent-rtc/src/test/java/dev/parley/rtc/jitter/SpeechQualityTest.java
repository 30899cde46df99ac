package dev.parley.rtc.jitter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.rtc.opus.Opus;
import dev.parley.rtc.opus.OpusDecoder;
import dev.parley.rtc.opus.OpusEncoderSettings;
import dev.parley.rtc.opus.OpusPreference;
import dev.parley.rtc.opus.OpusSuite;
import dev.parley.rtc.opus.Signals;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** What a listener gets through the real codec and the buffer. */
class SpeechQualityTest {
    private static final int FRAME = Call.FRAME;
    private static final int FRAMES = 750;
    private static final Opus OPUS = Opus.load(OpusPreference.CONCENTUS);
    private static final OpusEncoderSettings SPEECH = OpusEncoderSettings.standard();

    /** Sound of a call: the packets pass where the network lets them. */
    private static short[] through(List<byte[]> packets, IntPredicate arrives, JitterStatistics[] end) {
        try (OpusDecoder decoder = OPUS.decoder()) {
            Call call = new Call(decoder);
            call.keepSound = true;
            for (int id = 0; id < packets.size(); id++) {
                if (packets.get(id).length > 0 && arrives.test(id)) {
                    call.arrive(id * Call.FRAME_MICROS, id, packets.get(id));
                }
            }
            call.runTo(packets.size() * Call.FRAME_MICROS);
            end[0] = call.statistics();
            short[] sound = new short[call.heard.size() * FRAME];
            for (int i = 0; i < call.heard.size(); i++) {
                System.arraycopy(call.heard.get(i), 0, sound, i * FRAME, FRAME);
            }
            return sound;
        }
    }

    /**
     * Mean over the frames with sound of the ratio to the error in dB, from 0 to 35 as is usual; each frame is laid where it fits
     * best from 20 ms before to 40 ms after, as the delay may change.
     */
    private static double segmentalQuality(short[] expected, short[] heard) {
        double sum = 0;
        int frames = 0;
        for (int at = 4 * FRAME; at + 6 * FRAME < Math.min(expected.length, heard.length); at += 2 * FRAME) {
            double energy = Signals.energy(expected, at, at + FRAME);
            if (energy < FRAME * 200.0 * 200.0) {
                continue;
            }
            double least = bestFit(expected, heard, at);
            sum += Math.max(0, Math.min(35, 10 * Math.log10(energy / Math.max(1, least))));
            frames++;
        }
        assertThat(frames).isGreaterThan(100);
        return sum / frames;
    }

    private static double bestFit(short[] expected, short[] heard, int at) {
        double least = Double.MAX_VALUE;
        for (int shift = -FRAME; shift <= 2 * FRAME; shift++) {
            double error = 0;
            for (int i = 0; i < FRAME && error < least; i++) {
                double d = expected[at + i] - heard[at + shift + i];
                error += d * d;
            }
            least = Math.min(least, error);
        }
        return least;
    }

    /** The largest step between two samples, next to that of the sound without a network. */
    private static double roughness(short[] pcm) {
        double steepest = 0;
        for (int i = FRAME; i < pcm.length - 1; i++) {
            steepest = Math.max(steepest, Math.abs(pcm[i + 1] - pcm[i]));
        }
        return steepest;
    }

    private static IntPredicate losing(int percent, long seed) {
        Random random = new Random(seed);
        return id -> random.nextInt(100) >= percent || id < 10;
    }

    @Test
    void shouldCarrySpeechAndLoseLittleOfItAtFivePercentLoss() {
        short[] speech = Signals.speech(11, FRAMES * FRAME);
        JitterStatistics[] end = new JitterStatistics[1];
        List<byte[]> withFec = OpusSuite.encode(OPUS, SPEECH, speech);
        List<byte[]> withoutFec = OpusSuite.encode(OPUS, SPEECH.withFec(false), speech);
        short[] cleanFec = through(withFec, id -> true, end);
        assertThat(end[0].concealedSamples()).isZero();
        short[] clean = through(withoutFec, id -> true, end);

        short[] heardFec = through(withFec, losing(5, 1), end);
        assertThat(end[0].fecRecovered()).isGreaterThan(end[0].lost() / 2);
        short[] heard = through(withoutFec, losing(5, 1), end);
        double fec = segmentalQuality(cleanFec, heardFec);
        double plc = segmentalQuality(clean, heard);

        System.out.printf(
                "5 %% loss, against the same without loss: %.1f dB with FEC, %.1f dB without; steps %.2f and %.2f of clean%n",
                fec, plc, roughness(heardFec) / roughness(cleanFec), roughness(heard) / roughness(clean));
        assertThat(fec).isGreaterThan(plc);
        assertThat(fec).isGreaterThan(20);
        assertThat(plc).isGreaterThan(15);
        assertThat(roughness(heardFec)).isLessThan(2 * roughness(cleanFec));
        assertThat(roughness(heard)).isLessThan(2 * roughness(clean));
    }

    @Test
    void shouldBringATonePureThroughAChangeOfDelay() {
        short[] tone = Signals.tone(400, 8000, FRAMES * FRAME);
        List<byte[]> packets = OpusSuite.encode(OPUS, SPEECH, tone);
        Random random = new Random(3);
        try (OpusDecoder decoder = OPUS.decoder()) {
            Call call = new Call(decoder);
            call.keepSound = true;
            for (int id = 0; id < FRAMES; id++) {
                int jitter = id < 100 ? 0 : random.nextInt(60_000);
                call.arrive(id * Call.FRAME_MICROS + jitter, id, packets.get(id));
            }
            call.runTo(FRAMES * Call.FRAME_MICROS);

            int pure = 0;
            for (short[] frame : call.heard.subList(20, FRAMES - 20)) {
                pure += Signals.toneToRest(frame, 0, FRAME, 400) > 15 ? 1 : 0;
            }
            System.out.printf(
                    "tone while the delay grows to %.0f ms: %d of %d frames pure, %d samples added, %d concealed%n",
                    call.statistics().currentDelayMillis(),
                    pure,
                    FRAMES - 40,
                    call.statistics().stretchedSamples(),
                    call.statistics().concealedSamples());
            assertThat(pure).isGreaterThan((FRAMES - 40) * 95 / 100);
        }
    }

    /** RFC 7587 §3.1.3: the last packet of a burst is empty, and the silence behind it isn't sent. */
    @Test
    void shouldTreatSilenceThatIsNotSentAsAPause() {
        short[] speech = new short[FRAMES * FRAME];
        System.arraycopy(Signals.speech(12, 100 * FRAME), 0, speech, 0, 100 * FRAME);
        System.arraycopy(Signals.speech(13, 100 * FRAME), 0, speech, 500 * FRAME, 100 * FRAME);
        List<byte[]> packets = OpusSuite.encode(OPUS, SPEECH, speech);
        try (OpusDecoder decoder = OPUS.decoder()) {
            Call call = new Call(decoder);
            int sent = 0;
            for (int id = 0; id < FRAMES; id++) {
                if (id % 500 <= 110) {
                    byte[] packet = packets.get(id);
                    call.arrive(
                            id * Call.FRAME_MICROS,
                            call.firstSequence + sent++,
                            call.firstTimestamp + id * FRAME,
                            id % 500 == 110 ? new byte[] {(byte) (packet[0] & 0xFC)} : packet);
                }
            }
            call.runTo(FRAMES * Call.FRAME_MICROS);

            assertThat(call.statistics().lost()).isZero();
            assertThat(call.statistics().late()).isZero();
            assertThat(call.statistics().concealedSamples()).isZero();
            assertThat(call.count(Playout.COMFORT_NOISE)).isBetween(510L, 540L);
            assertThat(call.playouts.subList(502, 610)).containsOnly(Playout.SOUND);
        }
    }
}
