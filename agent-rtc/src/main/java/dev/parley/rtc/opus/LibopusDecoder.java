package dev.parley.rtc.opus;

import com.sun.jna.Pointer;
import java.lang.ref.Reference;

/** A decoder of the system's libopus; nothing is allocated per frame. */
final class LibopusDecoder implements OpusDecoder {
    private final Libopus library;
    private final NativeState state;

    LibopusDecoder(Libopus library, Pointer decoder) {
        this.library = library;
        this.state = new NativeState(
                this,
                "decoder",
                decoder,
                OpusPacket.MAX_SAMPLES,
                DecodeRules.MAX_PACKET_BYTES,
                Libopus::opus_decoder_destroy);
    }

    @Override
    public synchronized int decode(byte[] packet, int offset, int length, short[] pcm, int pcmOffset) {
        Pointer decoder = state.open();
        int samples = DecodeRules.samples(packet, offset, length, pcm, pcmOffset);
        return samples < 0 ? samples : run(decoder, packet, offset, length, pcm, pcmOffset, samples, 0);
    }

    @Override
    public synchronized int recover(byte[] next, int offset, int length, short[] pcm, int pcmOffset, int samples) {
        Pointer decoder = state.open();
        int checked = DecodeRules.recovered(next, offset, length, pcm, pcmOffset, samples);
        return checked < 0 ? checked : run(decoder, next, offset, length, pcm, pcmOffset, samples, 1);
    }

    @Override
    public synchronized int conceal(short[] pcm, int pcmOffset, int samples) {
        Pointer decoder = state.open();
        int checked = DecodeRules.concealed(pcm, pcmOffset, samples);
        if (checked < 0) {
            return checked;
        }
        try {
            return result(Libopus.opus_decode(decoder, Pointer.NULL, 0, state.pcm(), samples, 0), pcm, pcmOffset);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private int run(
            Pointer decoder, byte[] packet, int offset, int length, short[] pcm, int pcmOffset, int samples, int fec) {
        try {
            state.packet().write(0, packet, offset, length);
            int written = Libopus.opus_decode(decoder, state.packet(), length, state.pcm(), samples, fec);
            return result(written, pcm, pcmOffset);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private int result(int written, short[] pcm, int pcmOffset) {
        if (written <= 0) {
            return OpusFailure.CORRUPT.code();
        }
        state.pcm().read(0, pcm, pcmOffset, written);
        return written;
    }

    @Override
    public synchronized void reset() {
        try {
            library.reset(state.open());
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public synchronized void close() {
        state.close();
    }
}
