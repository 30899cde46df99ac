package dev.parley.rtc.opus;

import io.github.jaredmdobson.concentus.OpusException;

/** The pure Java decoder; the library itself allocates some arrays per frame. */
final class ConcentusDecoder implements OpusDecoder {
    private static final byte[] NO_PACKET = {};

    private final io.github.jaredmdobson.concentus.OpusDecoder decoder;
    private boolean closed;

    ConcentusDecoder() {
        try {
            decoder = new io.github.jaredmdobson.concentus.OpusDecoder(48_000, 1);
        } catch (OpusException e) {
            throw new IllegalStateException("concentus decoder: not made: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized int decode(byte[] packet, int offset, int length, short[] pcm, int pcmOffset) {
        requireOpen();
        int samples = DecodeRules.samples(packet, offset, length, pcm, pcmOffset);
        return samples < 0 ? samples : run(packet, offset, length, pcm, pcmOffset, samples, false);
    }

    @Override
    public synchronized int recover(byte[] next, int offset, int length, short[] pcm, int pcmOffset, int samples) {
        requireOpen();
        int checked = DecodeRules.recovered(next, offset, length, pcm, pcmOffset, samples);
        return checked < 0 ? checked : run(next, offset, length, pcm, pcmOffset, samples, true);
    }

    @Override
    public synchronized int conceal(short[] pcm, int pcmOffset, int samples) {
        requireOpen();
        int checked = DecodeRules.concealed(pcm, pcmOffset, samples);
        return checked < 0 ? checked : run(NO_PACKET, 0, 0, pcm, pcmOffset, samples, false);
    }

    @Override
    public synchronized void reset() {
        requireOpen();
        decoder.resetState();
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    /** The library answers broken packets by exceptions of many kinds, and may be left in a state that gives more of them. */
    private int run(byte[] packet, int offset, int length, short[] pcm, int pcmOffset, int samples, boolean fec) {
        try {
            int written = decoder.decode(packet, offset, length, pcm, pcmOffset, samples, fec);
            return written > 0 ? written : OpusFailure.CORRUPT.code();
        } catch (OpusException | RuntimeException | AssertionError e) {
            decoder.resetState();
            return OpusFailure.CORRUPT.code();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("opus decoder: closed (expected: open)");
        }
    }
}
