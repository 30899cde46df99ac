package dev.parley.rtc.opus;

import java.util.Optional;

/**
 * What a packet says of itself without being decoded (RFC 6716 §3). Durations are in samples at 48 kHz.
 *
 * <p>The static questions allocate nothing, for use per frame; {@link #parse} answers them all at once.
 *
 * @param frames 1 to 48
 * @param samples of all frames together, 120 to 5760 (2.5 to 120 ms)
 * @param channels 1 or 2
 * @param bandwidth as coded
 * @param fec whether it also carries the frame before it at low quality (the LBRR flag, §4.2.4)
 * @param dtx whether it carries no sound: the sender is silent and will say little until it is not
 */
public record OpusPacket(int frames, int samples, int channels, OpusBandwidth bandwidth, boolean fec, boolean dtx) {
    /** Samples of the longest packet, 120 ms (§3.2.5). */
    public static final int MAX_SAMPLES = 5760;

    private static final int MAX_FRAME_BYTES = 1275;
    private static final int SAMPLES_20_MS = 960;
    private static final int DTX_BYTES = 2;
    private static final long MALFORMED = -1;

    /** Reads a packet; empty if its framing is not sound (§3.4). */
    public static Optional<OpusPacket> parse(byte[] data, int offset, int length) {
        if (firstFrame(data, offset, length) == MALFORMED) {
            return Optional.empty();
        }
        return Optional.of(new OpusPacket(
                frames(data, offset, length),
                samples(data, offset, length),
                channels(data[offset]),
                bandwidth(data[offset]),
                hasFec(data, offset, length),
                isDtx(length)));
    }

    /** Duration in samples at 48 kHz, or 0 if the framing is not sound. */
    public static int samples(byte[] data, int offset, int length) {
        return firstFrame(data, offset, length) == MALFORMED
                ? 0
                : frames(data, offset, length) * frameSamples(data[offset]);
    }

    /** Whether the frame before this packet can be decoded from it; false if the framing is not sound. */
    public static boolean hasFec(byte[] data, int offset, int length) {
        long frame = firstFrame(data, offset, length);
        if (frame == MALFORMED || isCelt(data[offset]) || (int) frame == 0) {
            return false;
        }
        // The SILK header of each channel is a VAD bit per 20 ms and then the LBRR flag; all are coded at even odds
        // (§4.2.3).
        int header = data[(int) (frame >>> 32)];
        int vadBits = Math.max(1, frameSamples(data[offset]) / SAMPLES_20_MS);
        boolean mid = (header >> (7 - vadBits) & 1) == 1;
        boolean side = channels(data[offset]) == 2 && (header >> (6 - 2 * vadBits) & 1) == 1;
        return mid || side;
    }

    /** Whether a packet of this many bytes is too short to carry sound, which encoders send at the start of silence. */
    public static boolean isDtx(int length) {
        return length <= DTX_BYTES;
    }

    /** Where the first frame stands (high half) and its length (low half); walks the whole framing to check it (§3.2). */
    private static long firstFrame(byte[] data, int offset, int length) {
        if (length < 1) {
            return MALFORMED;
        }
        int body = length - 1;
        return switch (data[offset] & 3) {
            case 0 -> frame(offset + 1, body);
            case 1 -> body % 2 == 0 ? frame(offset + 1, body / 2) : MALFORMED;
            case 2 -> twoFrames(data, offset + 1, body);
            default -> manyFrames(data, offset, length);
        };
    }

    private static long frame(int at, int length) {
        return length <= MAX_FRAME_BYTES ? (long) at << 32 | length : MALFORMED;
    }

    private static long twoFrames(byte[] data, int at, int body) {
        int first = frameLength(data, at, body);
        int header = lengthBytes(first);
        int second = body - header - first;
        return first < 0 || second < 0 || second > MAX_FRAME_BYTES ? MALFORMED : frame(at + header, first);
    }

    private static long manyFrames(byte[] data, int offset, int length) {
        int frames = frames(data, offset, length);
        if (frames == 0 || frames * frameSamples(data[offset]) > MAX_SAMPLES) {
            return MALFORMED;
        }
        int at = offset + 2;
        int rest = length - 2;
        if ((data[offset + 1] & 0x40) != 0) {
            int last = 255;
            while (last == 255) {
                if (rest < 1) {
                    return MALFORMED;
                }
                last = data[at++] & 0xFF;
                rest -= 1 + Math.min(last, 254);
            }
        }
        if (rest < 0) {
            return MALFORMED;
        }
        boolean constant = (data[offset + 1] & 0x80) == 0;
        if (constant) {
            return rest % frames == 0 ? frame(at, rest / frames) : MALFORMED;
        }
        return variableFrames(data, at, rest, frames);
    }

    private static long variableFrames(byte[] data, int start, int body, int frames) {
        int at = start;
        int rest = body;
        int first = -1;
        for (int i = 0; i < frames - 1; i++) {
            int next = frameLength(data, at, rest);
            if (next < 0) {
                return MALFORMED;
            }
            at += lengthBytes(next);
            rest -= lengthBytes(next) + next;
            first = i == 0 ? next : first;
        }
        if (rest < 0 || rest > MAX_FRAME_BYTES) {
            return MALFORMED;
        }
        return frame(at, first < 0 ? rest : first);
    }

    /** A frame length as coded in one or two bytes (§3.2.1); negative if they aren't there. */
    private static int frameLength(byte[] data, int at, int rest) {
        if (rest < 1) {
            return -1;
        }
        int first = data[at] & 0xFF;
        if (first < 252) {
            return first;
        }
        return rest < 2 ? -1 : 4 * (data[at + 1] & 0xFF) + first;
    }

    private static int lengthBytes(int frameLength) {
        return frameLength < 252 ? 1 : 2;
    }

    private static int frames(byte[] data, int offset, int length) {
        return switch (data[offset] & 3) {
            case 0 -> 1;
            case 1, 2 -> 2;
            default -> length < 2 ? 0 : data[offset + 1] & 0x3F;
        };
    }

    private static int frameSamples(byte toc) {
        int config = (toc & 0xFF) >> 3;
        if (config >= 16) {
            return 120 << (config & 3);
        }
        if (config >= 12) {
            return 480 << (config & 1);
        }
        return (config & 3) == 3 ? 2880 : 480 << (config & 3);
    }

    private static boolean isCelt(byte toc) {
        return (toc & 0x80) != 0;
    }

    private static int channels(byte toc) {
        return (toc & 4) == 0 ? 1 : 2;
    }

    private static OpusBandwidth bandwidth(byte toc) {
        int config = (toc & 0xFF) >> 3;
        if (config < 16) {
            return silkBandwidth(config);
        }
        return switch ((config - 16) >> 2) {
            case 0 -> OpusBandwidth.NARROWBAND;
            case 1 -> OpusBandwidth.WIDEBAND;
            case 2 -> OpusBandwidth.SUPER_WIDEBAND;
            default -> OpusBandwidth.FULLBAND;
        };
    }

    private static OpusBandwidth silkBandwidth(int config) {
        return switch (config >> 1) {
            case 0, 1 -> OpusBandwidth.NARROWBAND;
            case 2, 3 -> OpusBandwidth.MEDIUMBAND;
            case 4, 5 -> OpusBandwidth.WIDEBAND;
            case 6 -> OpusBandwidth.SUPER_WIDEBAND;
            default -> OpusBandwidth.FULLBAND;
        };
    }
}
