package dev.parley.audio;

/**
 * The telephone's companding codes of ITU-T G.711: one byte per sample, in either law.
 *
 * <p>Follows the reference code of ITU-T G.191, bit for bit. Thread-safe.
 */
@SuppressWarnings("ImmutableEnumChecker") // the tables never leave it and are written by the constructor alone
public enum G711 {
    /** µ-law, North America and Japan; RTP payload type 0 (PCMU). */
    MU_LAW {
        @Override
        int compress(int linear) {
            int magnitude = Math.min(0x1fff, (linear < 0 ? ~linear >> 2 : linear >> 2) + 33);
            int segment = Math.max(1, 27 - Integer.numberOfLeadingZeros(magnitude));
            int code = (8 - segment) << 4 | (15 - (magnitude >> segment & 15));
            return linear < 0 ? code : code | 0x80;
        }

        @Override
        int expand(int code) {
            int inverted = ~code;
            int segment = inverted >> 4 & 7;
            int step = 8 << segment;
            int magnitude = (0x80 << segment) + step * (inverted & 15) + step / 2 - 4 * 33;
            return code < 0x80 ? -magnitude : magnitude;
        }
    },

    /** A-law, the rest of the world; RTP payload type 8 (PCMA). */
    A_LAW {
        @Override
        int compress(int linear) {
            int magnitude = (linear < 0 ? ~linear : linear) >> 4;
            int segment = Math.max(0, 28 - Integer.numberOfLeadingZeros(magnitude));
            int code = segment == 0 ? magnitude : segment << 4 | (magnitude >> (segment - 1) & 15);
            return (linear < 0 ? code : code | 0x80) ^ 0x55;
        }

        @Override
        int expand(int code) {
            int even = code ^ 0x55;
            int segment = even >> 4 & 7;
            int mantissa = even & 15;
            int magnitude = segment == 0 ? (mantissa << 4) + 8 : (((mantissa + 16) << 4) + 8) << (segment - 1);
            return code < 0x80 ? -magnitude : magnitude;
        }
    };

    private final byte[] codes = new byte[1 << 16];
    private final short[] samples = new short[1 << 8];

    G711() {
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) compress((short) i);
        }
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) expand(i);
        }
    }

    abstract int compress(int linear);

    abstract int expand(int code);

    /** The code of one sample. */
    public byte encode(short sample) {
        return codes[sample & 0xffff];
    }

    /** The sample which a code stands for. */
    public short decode(byte code) {
        return samples[code & 0xff];
    }

    /** One code per sample, interleaved like the frame; its sample rate is kept, so resample to 8 kHz before. */
    public byte[] encode(AudioFrame frame) {
        byte[] encoded = new byte[frame.byteCount() / 2];
        encode(frame, encoded, 0);
        return encoded;
    }

    /** The same, into the target from the given place on. */
    public void encode(AudioFrame frame, byte[] target, int at) {
        int count = frame.byteCount() / 2;
        for (int i = 0; i < count; i++) {
            target[at + i] = encode(frame.sample(i));
        }
    }

    /** The telephone audio (8 kHz, mono) which these codes stand for. */
    public AudioFrame decode(byte[] encoded) {
        return decode(encoded, 0, encoded.length, AudioFormat.TELEPHONE);
    }

    /**
     * The audio which some of these codes stand for, in another format than the telephone's.
     *
     * @throws IllegalArgumentException if the length is not a whole number of samples of all channels
     */
    public AudioFrame decode(byte[] encoded, int offset, int length, AudioFormat format) {
        byte[] pcm = new byte[Math.multiplyExact(length, 2)];
        for (int i = 0; i < length; i++) {
            short sample = decode(encoded[offset + i]);
            pcm[2 * i] = (byte) sample;
            pcm[2 * i + 1] = (byte) (sample >> 8);
        }
        return AudioFrame.wrap(pcm, format);
    }
}
