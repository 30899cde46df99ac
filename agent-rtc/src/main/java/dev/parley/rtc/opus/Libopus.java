package dev.parley.rtc.opus;

import com.sun.jna.FunctionMapper;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.util.Map;

/**
 * The system's libopus. What is called per frame is mapped directly; the controls take a variable number of arguments, which
 * some platforms pass in another way, so they go through the slower mapping that knows of it.
 */
final class Libopus implements Codec {
    static final int OK = 0;
    private static final int APPLICATION_VOIP = 2048;
    private static final int SAMPLE_RATE = 48_000;

    // Numbers of opus_defines.h.
    private static final int SET_BITRATE = 4002;
    private static final int SET_COMPLEXITY = 4010;
    private static final int SET_INBAND_FEC = 4012;
    private static final int SET_PACKET_LOSS_PERC = 4014;
    private static final int SET_SIGNAL = 4024;
    private static final int GET_LOOKAHEAD = 4027;
    private static final int RESET_STATE = 4028;
    private static final int SIGNAL_VOICE = 3001;
    private static final int SIGNAL_MUSIC = 3002;

    private final Controls controls;
    private final String version;

    private Libopus(Controls controls) {
        this.controls = controls;
        this.version = opus_get_version_string();
    }

    /** The functions with a variable number of arguments. */
    interface Controls extends Library {
        int encoderControl(Pointer encoder, int request, Object... arguments);

        int decoderControl(Pointer decoder, int request, Object... arguments);
    }

    /** Binds the library; an {@link UnsatisfiedLinkError} if it isn't there or lacks a function. */
    static Codec load() {
        NativeLibrary library = NativeLibrary.getInstance(Platform.isLinux() ? "libopus.so.0" : "opus");
        Native.register(Libopus.class, library);
        FunctionMapper names = (unused, method) -> switch (method.getName()) {
            case "encoderControl" -> "opus_encoder_ctl";
            case "decoderControl" -> "opus_decoder_ctl";
            default -> method.getName();
        };
        Controls controls =
                Native.load(library.getName(), Controls.class, Map.of(Library.OPTION_FUNCTION_MAPPER, names));
        return new Libopus(controls);
    }

    @Override
    public String name() {
        return version;
    }

    @Override
    public OpusEncoder encoder(OpusEncoderSettings settings) {
        IntByReference error = new IntByReference();
        Pointer state = opus_encoder_create(SAMPLE_RATE, 1, APPLICATION_VOIP, error);
        requireMade("encoder", state, error);
        OpusEncoder encoder = new LibopusEncoder(this, state);
        set(state, settings);
        return encoder;
    }

    @Override
    public OpusDecoder decoder() {
        IntByReference error = new IntByReference();
        Pointer state = opus_decoder_create(SAMPLE_RATE, 1, error);
        requireMade("decoder", state, error);
        return new LibopusDecoder(this, state);
    }

    private static void requireMade(String what, Pointer state, IntByReference error) {
        if (error.getValue() != OK || Pointer.nativeValue(state) == 0) {
            throw new IllegalStateException("libopus " + what + ": not made: " + opus_strerror(error.getValue()));
        }
    }

    void set(Pointer encoder, OpusEncoderSettings settings) {
        set(encoder, SET_BITRATE, settings.bitrate());
        set(encoder, SET_COMPLEXITY, settings.complexity());
        set(encoder, SET_PACKET_LOSS_PERC, settings.expectedLossPercent());
        set(encoder, SET_INBAND_FEC, settings.fec() ? 1 : 0);
        set(encoder, SET_SIGNAL, settings.signal() == OpusSignal.VOICE ? SIGNAL_VOICE : SIGNAL_MUSIC);
    }

    private void set(Pointer encoder, int request, int value) {
        requireOk(controls.encoderControl(encoder, request, value));
    }

    int lookahead(Pointer encoder) {
        IntByReference samples = new IntByReference();
        requireOk(controls.encoderControl(encoder, GET_LOOKAHEAD, samples));
        return samples.getValue();
    }

    void reset(Pointer decoder) {
        requireOk(controls.decoderControl(decoder, RESET_STATE));
    }

    private static void requireOk(int result) {
        if (result != OK) {
            throw new IllegalStateException("libopus control: " + opus_strerror(result) + " (expected: accepted)");
        }
    }

    // --- opus.h, mapped directly ---

    private static native String opus_get_version_string();

    static native String opus_strerror(int error);

    private static native Pointer opus_encoder_create(int rate, int channels, int application, IntByReference error);

    static native int opus_encode(Pointer encoder, Pointer pcm, int frameSamples, Pointer packet, int room);

    static native void opus_encoder_destroy(Pointer encoder);

    private static native Pointer opus_decoder_create(int rate, int channels, IntByReference error);

    static native int opus_decode(Pointer decoder, Pointer packet, int length, Pointer pcm, int frameSamples, int fec);

    static native void opus_decoder_destroy(Pointer decoder);
}
