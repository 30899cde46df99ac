package dev.parley.rtc.opus;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The system's libopus through JNA. Arrays are copied to memory of the codec's own, so that no pointer outlives a call. */
final class NativeOpusCodec implements OpusCodec {
    private static final int SAMPLE_RATE = 48_000;

    private final LibOpus library;

    private NativeOpusCodec(LibOpus library) {
        this.library = library;
    }

    private static final class Probe {
        static final Optional<OpusCodec> RESULT = probe();

        private static Optional<OpusCodec> probe() {
            try {
                NativeOpusCodec codec = new NativeOpusCodec(Native.load("opus", LibOpus.class));
                return codec.works() ? Optional.of(codec) : Optional.empty();
            } catch (LinkageError | OpusFailure e) {
                return Optional.empty();
            }
        }
    }

    static Optional<OpusCodec> probed() {
        return Probe.RESULT;
    }

    private boolean works() {
        byte[] packet = new byte[OpusEncoder.MAX_PACKET];
        try (OpusEncoder encoder = encoder(OpusSettings.speech());
                OpusDecoder decoder = decoder()) {
            int length = encoder.encode(new short[OpusEncoder.FRAME_SAMPLES], 0, packet, 0);
            short[] pcm = new short[OpusDecoder.MAX_SAMPLES];
            return length > 0 && decoder.decode(packet, 0, length, pcm) == OpusEncoder.FRAME_SAMPLES;
        }
    }

    @Override
    public String name() {
        return library.opus_get_version_string() + " (system)";
    }

    @Override
    public OpusEncoder encoder(OpusSettings settings) {
        return new Encoder(library, settings);
    }

    @Override
    public OpusDecoder decoder() {
        return new Decoder(library);
    }

    private static Pointer created(@Nullable Pointer made, IntByReference error, String what) {
        if (made == null || error.getValue() != 0) {
            throw new OpusFailure("libopus " + what + ": error " + error.getValue() + " (expected: 0)");
        }
        return made;
    }

    private static final class Encoder implements OpusEncoder {
        private final LibOpus library;
        private final Memory pcmMemory = new Memory(2L * FRAME_SAMPLES);
        private final Memory packetMemory = new Memory(MAX_PACKET);
        private @Nullable Pointer encoder;

        Encoder(LibOpus library, OpusSettings settings) {
            this.library = library;
            IntByReference error = new IntByReference();
            Pointer made = created(
                    library.opus_encoder_create(SAMPLE_RATE, 1, LibOpus.APPLICATION_VOIP, error), error, "encoder");
            encoder = made;
            library.opus_encoder_ctl(made, LibOpus.SET_BITRATE, settings.bitrate());
            library.opus_encoder_ctl(made, LibOpus.SET_COMPLEXITY, settings.complexity());
            library.opus_encoder_ctl(made, LibOpus.SET_SIGNAL, LibOpus.SIGNAL_VOICE);
            library.opus_encoder_ctl(made, LibOpus.SET_DTX, settings.dtx() ? 1 : 0);
            library.opus_encoder_ctl(made, LibOpus.SET_INBAND_FEC, settings.fec() ? 1 : 0);
            library.opus_encoder_ctl(made, LibOpus.SET_PACKET_LOSS_PERC, settings.expectedLossPercent());
        }

        @Override
        public int encode(short[] pcm, int offset, byte[] target, int targetOffset) {
            Pointer open = encoder;
            if (open == null) {
                throw new OpusFailure("libopus encoder: closed (expected: open)");
            }
            pcmMemory.write(0, pcm, offset, FRAME_SAMPLES);
            int length = library.opus_encode(open, pcmMemory, FRAME_SAMPLES, packetMemory, MAX_PACKET);
            if (length < 0) {
                throw new OpusFailure("libopus encoding: error " + length + " (expected: a length)");
            }
            packetMemory.read(0, target, targetOffset, length);
            return length;
        }

        @Override
        public void close() {
            Pointer open = encoder;
            if (open != null) {
                encoder = null;
                library.opus_encoder_destroy(open);
                pcmMemory.close();
                packetMemory.close();
            }
        }
    }

    private static final class Decoder implements OpusDecoder {
        private static final int LARGEST_PACKET = 2048;

        private final LibOpus library;
        private final Memory pcmMemory = new Memory(2L * MAX_SAMPLES);
        private final Memory packetMemory = new Memory(LARGEST_PACKET);
        private @Nullable Pointer decoder;

        Decoder(LibOpus library) {
            this.library = library;
            IntByReference error = new IntByReference();
            decoder = created(library.opus_decoder_create(SAMPLE_RATE, 1, error), error, "decoder");
        }

        @Override
        public int decode(byte[] packet, int offset, int length, short[] pcm) {
            return decode(packet, offset, length, pcm, MAX_SAMPLES, 0);
        }

        @Override
        public int recover(byte[] following, int offset, int length, short[] pcm, int samples) {
            return decode(following, offset, length, pcm, samples, 1);
        }

        private int decode(byte[] packet, int offset, int length, short[] pcm, int samples, int fec) {
            if (length < 1 || length > LARGEST_PACKET) {
                return DAMAGED;
            }
            packetMemory.write(0, packet, offset, length);
            return decoded(library.opus_decode(open(), packetMemory, length, pcmMemory, samples, fec), pcm);
        }

        @Override
        public int conceal(short[] pcm, int samples) {
            return decoded(library.opus_decode(open(), null, 0, pcmMemory, samples, 0), pcm);
        }

        private int decoded(int samples, short[] pcm) {
            if (samples < 0) {
                return DAMAGED;
            }
            pcmMemory.read(0, pcm, 0, samples);
            return samples;
        }

        private Pointer open() {
            Pointer open = decoder;
            if (open == null) {
                throw new OpusFailure("libopus decoder: closed (expected: open)");
            }
            return open;
        }

        @Override
        public void close() {
            Pointer open = decoder;
            if (open != null) {
                decoder = null;
                library.opus_decoder_destroy(open);
                pcmMemory.close();
                packetMemory.close();
            }
        }
    }
}
