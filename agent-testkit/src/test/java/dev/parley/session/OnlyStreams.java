package dev.parley.session;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.SpeechToTextCapabilities;
import dev.parley.stt.Transcript;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A recogniser that hears as people speak, and takes no utterance as a whole. */
interface OnlyStreams extends SpeechToText {

    @Override
    default SpeechToTextCapabilities capabilities() {
        return new SpeechToTextCapabilities(true, true);
    }

    @Override
    default AudioFormat format() {
        return AudioFormat.WIDEBAND;
    }

    @Override
    default CompletionStage<Transcript> recognize(AudioFrame utterance) {
        return CompletableFuture.failedStage(new AssertionError("a recogniser that streams is to be streamed to"));
    }
}
