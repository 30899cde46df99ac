package dev.parley.rtc.opus;

import com.sun.jna.Pointer;
import java.lang.ref.Reference;
import java.util.Objects;

/** An encoder of the system's libopus; nothing is allocated per frame. */
final class LibopusEncoder implements OpusEncoder {
    private final Libopus library;
    private final NativeState state;

    LibopusEncoder(Libopus library, Pointer encoder) {
        this.library = library;
        this.state = new NativeState(
                this, "encoder", encoder, FRAME_SAMPLES, MAX_PACKET_BYTES, Libopus::opus_encoder_destroy);
    }

    @Override
    public synchronized int encode(short[] pcm, int pcmOffset, byte[] packet, int packetOffset) {
        Pointer encoder = state.open();
        Objects.checkFromIndexSize(pcmOffset, FRAME_SAMPLES, pcm.length);
        Objects.checkIndex(packetOffset, packet.length);
        int room = Math.min(packet.length - packetOffset, MAX_PACKET_BYTES);
        try {
            state.pcm().write(0, pcm, pcmOffset, FRAME_SAMPLES);
            int bytes = Libopus.opus_encode(encoder, state.pcm(), FRAME_SAMPLES, state.packet(), room);
            if (bytes < 0) {
                throw new IllegalStateException("libopus encoder: " + Libopus.opus_strerror(bytes));
            }
            state.packet().read(0, packet, packetOffset, bytes);
            return bytes;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public synchronized void apply(OpusEncoderSettings settings) {
        try {
            library.set(state.open(), settings);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public synchronized int lookahead() {
        try {
            return library.lookahead(state.open());
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public synchronized void close() {
        state.close();
    }
}
