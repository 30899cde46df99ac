package dev.parley.rtc.opus;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusException;
import io.github.jaredmdobson.concentus.OpusSignal;

/** Opus in pure Java. */
final class ConcentusCodec implements OpusCodec {
    static final OpusCodec INSTANCE = new ConcentusCodec();

    private static final int SAMPLE_RATE = 48_000;

    private ConcentusCodec() {}

    @Override
    public String name() {
        return "concentus (pure Java)";
    }

    @Override
    public OpusEncoder encoder(OpusSettings settings) {
        try {
            return new Encoder(settings);
        } catch (OpusException e) {
            throw new OpusFailure("Opus encoder with " + settings, e);
        }
    }

    @Override
    public OpusDecoder decoder() {
        try {
            return new Decoder();
        } catch (OpusException e) {
            throw new OpusFailure("Opus decoder", e);
        }
    }

    private static final class Encoder implements OpusEncoder {
        private final io.github.jaredmdobson.concentus.OpusEncoder encoder;

        Encoder(OpusSettings settings) throws OpusException {
            encoder = new io.github.jaredmdobson.concentus.OpusEncoder(
                    SAMPLE_RATE, 1, OpusApplication.OPUS_APPLICATION_VOIP);
            encoder.setBitrate(settings.bitrate());
            encoder.setComplexity(settings.complexity());
            encoder.setSignalType(OpusSignal.OPUS_SIGNAL_VOICE);
            encoder.setUseDTX(settings.dtx());
            encoder.setUseInbandFEC(settings.fec());
            encoder.setPacketLossPercent(settings.expectedLossPercent());
        }

        @Override
        public int encode(short[] pcm, int offset, byte[] target, int targetOffset) {
            try {
                return encoder.encode(pcm, offset, FRAME_SAMPLES, target, targetOffset, MAX_PACKET);
            } catch (OpusException e) {
                throw new OpusFailure("Opus encoding", e);
            }
        }

        @Override
        public void close() {}
    }

    private static final class Decoder implements OpusDecoder {
        private final io.github.jaredmdobson.concentus.OpusDecoder decoder;

        Decoder() throws OpusException {
            decoder = new io.github.jaredmdobson.concentus.OpusDecoder(SAMPLE_RATE, 1);
        }

        @Override
        public int decode(byte[] packet, int offset, int length, short[] pcm) {
            return length == 0 ? DAMAGED : decode(packet, offset, length, pcm, MAX_SAMPLES, false);
        }

        @Override
        public int recover(byte[] following, int offset, int length, short[] pcm, int samples) {
            return length == 0 ? DAMAGED : decode(following, offset, length, pcm, samples, true);
        }

        @Override
        public int conceal(short[] pcm, int samples) {
            return decode(null, 0, 0, pcm, samples, false);
        }

        /** The port fails on some damaged packets with whatever its arithmetic runs into; its state is then unknown. */
        @SuppressWarnings("NullAway") // A null packet is Concentus' way to say that one was lost.
        private int decode(
                byte @org.jspecify.annotations.Nullable [] packet,
                int offset,
                int length,
                short[] pcm,
                int samples,
                boolean fec) {
            try {
                return decoder.decode(packet, offset, length, pcm, 0, samples, fec);
            } catch (OpusException | RuntimeException | AssertionError e) {
                decoder.resetState();
                return DAMAGED;
            }
        }

        @Override
        public void close() {}
    }
}
