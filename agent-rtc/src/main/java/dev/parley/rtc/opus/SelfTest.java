package dev.parley.rtc.opus;

/** Sends a tone through a codec and back: a library of the right name may still be the wrong one. */
final class SelfTest {
    private static final int FRAMES = 12;
    private static final int SETTLED = 5;
    private static final double AMPLITUDE = 8000;
    private static final double CYCLES_PER_SAMPLE = 440.0 / 48_000;

    private SelfTest() {}

    /** Throws {@link IllegalStateException} if what comes out is not the tone that went in. */
    static void check(Codec codec) {
        check(codec, OpusEncoderSettings.standard());
        check(codec, OpusEncoderSettings.standard().withoutLoss());
    }

    private static void check(Codec codec, OpusEncoderSettings settings) {
        short[] pcm = new short[OpusPacket.MAX_SAMPLES];
        byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
        double purity = 1;
        try (OpusEncoder encoder = codec.encoder(settings);
                OpusDecoder decoder = codec.decoder()) {
            for (int frame = 0; frame < FRAMES; frame++) {
                tone(frame, pcm);
                int bytes = encoder.encode(pcm, 0, packet, 0);
                int samples = decoder.decode(packet, 0, bytes, pcm, 0);
                if (samples != OpusEncoder.FRAME_SAMPLES) {
                    throw failed(codec, samples + " samples for 20 ms of tone");
                }
                if (frame >= SETTLED) {
                    purity = Math.min(purity, purity(pcm));
                }
            }
        }
        if (!(purity > 0.9)) {
            throw failed(codec, "only " + Math.round(100 * purity) + " % of a decoded tone is that tone");
        }
    }

    private static void tone(int frame, short[] pcm) {
        for (int i = 0; i < OpusEncoder.FRAME_SAMPLES; i++) {
            double cycles = CYCLES_PER_SAMPLE * (frame * OpusEncoder.FRAME_SAMPLES + i);
            pcm[i] = (short) Math.round(AMPLITUDE * Math.sin(2 * Math.PI * cycles));
        }
    }

    /** The part of the expected energy that stands at the tone's frequency, or of the energy if that is more. */
    private static double purity(short[] pcm) {
        double energy = 0;
        double real = 0;
        double imaginary = 0;
        for (int i = 0; i < OpusEncoder.FRAME_SAMPLES; i++) {
            double angle = 2 * Math.PI * CYCLES_PER_SAMPLE * i;
            energy += (double) pcm[i] * pcm[i];
            real += pcm[i] * Math.cos(angle);
            imaginary += pcm[i] * Math.sin(angle);
        }
        double atTone = 2 * (real * real + imaginary * imaginary) / OpusEncoder.FRAME_SAMPLES;
        double expected = AMPLITUDE * AMPLITUDE / 2 * OpusEncoder.FRAME_SAMPLES * 0.5;
        return atTone / Math.max(energy, expected);
    }

    private static IllegalStateException failed(Codec codec, String what) {
        return new IllegalStateException(
                "self test of " + codec.name() + ": " + what + " (expected: the tone that was encoded)");
    }
}
