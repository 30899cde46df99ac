package dev.parley.rtc.opus;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import org.jspecify.annotations.Nullable;

/** The functions of libopus that are used ({@code opus.h}, {@code opus_defines.h}). */
interface LibOpus extends Library {
    int APPLICATION_VOIP = 2048;
    int SIGNAL_VOICE = 3001;
    int SET_BITRATE = 4002;
    int SET_COMPLEXITY = 4010;
    int SET_INBAND_FEC = 4012;
    int SET_PACKET_LOSS_PERC = 4014;
    int SET_DTX = 4016;
    int SET_SIGNAL = 4024;
    int RESET_STATE = 4028;

    @Nullable Pointer opus_encoder_create(int sampleRate, int channels, int application, IntByReference error);

    int opus_encode(Pointer encoder, Pointer pcm, int frameSize, Pointer data, int maxBytes);

    int opus_encoder_ctl(Pointer encoder, int request, Object... arguments);

    void opus_encoder_destroy(Pointer encoder);

    @Nullable Pointer opus_decoder_create(int sampleRate, int channels, IntByReference error);

    int opus_decode(Pointer decoder, @Nullable Pointer data, int length, Pointer pcm, int frameSize, int decodeFec);

    int opus_decoder_ctl(Pointer decoder, int request, Object... arguments);

    void opus_decoder_destroy(Pointer decoder);

    String opus_get_version_string();
}
