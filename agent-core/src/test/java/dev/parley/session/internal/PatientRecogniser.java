package dev.parley.session.internal;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.SpeechToTextCapabilities;
import dev.parley.stt.Transcript;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A recogniser of utterances that keeps what it is given and answers when the test says so. */
final class PatientRecogniser implements SpeechToText {
    private final List<AudioFrame> utterances;
    private final List<CompletableFuture<Transcript>> recognitions;
    private final List<List<String>> listenedFor;
    private int given;

    PatientRecogniser(
            List<AudioFrame> utterances,
            List<CompletableFuture<Transcript>> recognitions,
            List<List<String>> listenedFor) {
        this.utterances = utterances;
        this.recognitions = recognitions;
        this.listenedFor = listenedFor;
    }

    /** How many utterances this one was asked about. */
    int given() {
        return given;
    }

    @Override
    public String name() {
        return "test";
    }

    @Override
    public SpeechToTextCapabilities capabilities() {
        return new SpeechToTextCapabilities(false, false);
    }

    @Override
    public AudioFormat format() {
        return AudioFormat.WIDEBAND;
    }

    @Override
    public CompletionStage<Transcript> recognize(AudioFrame utterance) {
        given++;
        utterances.add(utterance);
        CompletableFuture<Transcript> recognition = new CompletableFuture<>();
        recognitions.add(recognition);
        return recognition;
    }

    @Override
    public CompletionStage<Transcript> recognize(AudioFrame utterance, List<String> keyterms) {
        listenedFor.add(keyterms);
        return recognize(utterance);
    }
}
