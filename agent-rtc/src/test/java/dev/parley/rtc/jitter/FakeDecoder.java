package dev.parley.rtc.jitter;

import dev.parley.rtc.opus.OpusDecoder;
import dev.parley.rtc.opus.OpusFailure;
import dev.parley.rtc.opus.OpusPacket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Notes which packets were asked for. Payloads are made by {@link #payload}; their sound is a square wave, or faint. */
final class FakeDecoder implements OpusDecoder {
    private static final short LOUD = 4000;
    private static final int WIDEBAND_20_MS = 9 << 3;

    final List<Integer> decoded = new ArrayList<>();
    final List<Integer> recovered = new ArrayList<>();
    int resets;
    private final boolean loud;

    private FakeDecoder(boolean loud) {
        this.loud = loud;
    }

    static FakeDecoder loud() {
        return new FakeDecoder(true);
    }

    /** Talks for 1.5 s of each 2 s. */
    static FakeDecoder talking() {
        return new FakeDecoder(false);
    }

    static byte[] payload(int id, boolean fec) {
        return ByteBuffer.allocate(6)
                .put((byte) WIDEBAND_20_MS)
                .put((byte) (fec ? 0x40 : 0))
                .putInt(id)
                .array();
    }

    private static int id(byte[] packet, int offset) {
        return ByteBuffer.wrap(packet).getInt(offset + 2);
    }

    @Override
    public int decode(byte[] packet, int offset, int length, short[] pcm, int pcmOffset) {
        if (length < 6) {
            return OpusFailure.CORRUPT.code();
        }
        int id = id(packet, offset);
        decoded.add(id);
        int samples = OpusPacket.samples(packet, offset, length);
        int level = loud || Math.floorMod(id, 100) < 75 ? LOUD : 3;
        for (int i = 0; i < samples; i++) {
            pcm[pcmOffset + i] = (short) (i / 120 % 2 == 0 ? level : -level);
        }
        return samples;
    }

    @Override
    public int recover(byte[] next, int offset, int length, short[] pcm, int pcmOffset, int samples) {
        recovered.add(id(next, offset) - 1);
        Arrays.fill(pcm, pcmOffset, pcmOffset + samples, LOUD);
        return samples;
    }

    @Override
    public int conceal(short[] pcm, int pcmOffset, int samples) {
        Arrays.fill(pcm, pcmOffset, pcmOffset + samples, (short) 0);
        return samples;
    }

    @Override
    public void reset() {
        resets++;
    }

    @Override
    public void close() {}
}
