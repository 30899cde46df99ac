package dev.parley.rtc.opus;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusBandwidth;
import io.github.jaredmdobson.concentus.OpusException;
import java.util.Objects;

/** The pure Java encoder; the library itself allocates some arrays per frame. */
final class ConcentusEncoder implements OpusEncoder {
    private static final int NARROWING_LOSS_PERCENT = 10;
    private static final int NARROWING_BITRATE = 32_000;

    private final io.github.jaredmdobson.concentus.OpusEncoder encoder;
    private boolean closed;

    ConcentusEncoder(OpusEncoderSettings settings) {
        try {
            encoder =
                    new io.github.jaredmdobson.concentus.OpusEncoder(48_000, 1, OpusApplication.OPUS_APPLICATION_VOIP);
        } catch (OpusException e) {
            throw new IllegalStateException("concentus encoder: not made: " + e.getMessage(), e);
        }
        encoder.setUseVBR(true);
        set(settings);
    }

    @Override
    public synchronized int encode(short[] pcm, int pcmOffset, byte[] packet, int packetOffset) {
        requireOpen();
        Objects.checkFromIndexSize(pcmOffset, FRAME_SAMPLES, pcm.length);
        Objects.checkIndex(packetOffset, packet.length);
        int room = Math.min(packet.length - packetOffset, MAX_PACKET_BYTES);
        try {
            return encoder.encode(pcm, pcmOffset, FRAME_SAMPLES, packet, packetOffset, room);
        } catch (OpusException e) {
            throw new IllegalStateException("concentus encoder: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void apply(OpusEncoderSettings settings) {
        requireOpen();
        set(settings);
    }

    private void set(OpusEncoderSettings settings) {
        encoder.setMaxBandwidth(bandwidth(settings));
        encoder.setBitrate(settings.bitrate());
        encoder.setComplexity(settings.complexity());
        encoder.setPacketLossPercent(settings.expectedLossPercent());
        encoder.setUseInbandFEC(settings.fec());
        encoder.setSignalType(signal(settings.signal()));
    }

    private static io.github.jaredmdobson.concentus.OpusSignal signal(OpusSignal signal) {
        return signal == OpusSignal.VOICE
                ? io.github.jaredmdobson.concentus.OpusSignal.OPUS_SIGNAL_VOICE
                : io.github.jaredmdobson.concentus.OpusSignal.OPUS_SIGNAL_MUSIC;
    }

    /** The library never gives up bandwidth for FEC by itself, as libopus does from about this loss on: there would be none. */
    private static OpusBandwidth bandwidth(OpusEncoderSettings settings) {
        boolean fec = settings.fec() && settings.expectedLossPercent() >= NARROWING_LOSS_PERCENT;
        return fec && settings.bitrate() < NARROWING_BITRATE
                ? OpusBandwidth.OPUS_BANDWIDTH_WIDEBAND
                : OpusBandwidth.OPUS_BANDWIDTH_FULLBAND;
    }

    @Override
    public synchronized int lookahead() {
        requireOpen();
        return encoder.getLookahead();
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("opus encoder: closed (expected: open)");
        }
    }
}
