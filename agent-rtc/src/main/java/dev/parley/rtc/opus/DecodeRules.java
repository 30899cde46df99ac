package dev.parley.rtc.opus;

import java.util.Objects;

/** What both decoders check before they touch a packet; each gives the samples to come, or a failure's code. */
final class DecodeRules {
    /** Far more than a datagram on any usual path; what is longer counts as malformed. */
    static final int MAX_PACKET_BYTES = 4096;

    private static final int SMALLEST_FRAME = 120;

    private DecodeRules() {}

    static int samples(byte[] packet, int offset, int length, short[] pcm, int pcmOffset) {
        int samples = framed(packet, offset, length);
        return samples == 0 ? OpusFailure.MALFORMED.code() : fitting(pcm, pcmOffset, samples);
    }

    static int recovered(byte[] next, int offset, int length, short[] pcm, int pcmOffset, int samples) {
        return framed(next, offset, length) > 0 ? concealed(pcm, pcmOffset, samples) : OpusFailure.MALFORMED.code();
    }

    static int concealed(short[] pcm, int pcmOffset, int samples) {
        if (samples < SMALLEST_FRAME || samples > OpusPacket.MAX_SAMPLES || samples % SMALLEST_FRAME != 0) {
            throw new IllegalArgumentException("lost samples: " + samples + " (expected: a multiple of "
                    + SMALLEST_FRAME + " up to " + OpusPacket.MAX_SAMPLES + ")");
        }
        return fitting(pcm, pcmOffset, samples);
    }

    private static int framed(byte[] packet, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, packet.length);
        return length > MAX_PACKET_BYTES ? 0 : OpusPacket.samples(packet, offset, length);
    }

    private static int fitting(short[] pcm, int pcmOffset, int samples) {
        Objects.checkIndex(pcmOffset, pcm.length);
        return samples <= pcm.length - pcmOffset ? samples : OpusFailure.NO_ROOM.code();
    }
}
