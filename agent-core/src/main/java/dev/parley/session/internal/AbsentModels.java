package dev.parley.session.internal;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.llm.LanguageModel;
import dev.parley.llm.LanguageModelCapabilities;
import dev.parley.provider.Models;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.SpeechToTextCapabilities;
import dev.parley.stt.Transcript;
import dev.parley.tts.TextToSpeech;
import dev.parley.tts.TextToSpeechCapabilities;
import dev.parley.vad.VoiceActivityDetector;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What stands for the single models of a session that has a realtime model alone: each use fails and says what to give. */
final class AbsentModels {
    /** Hears nothing. */
    static final VoiceActivityDetector DETECTOR = format -> frame -> List.of();

    static final TextToSpeech VOICE = new NoVoice();

    private static final String NAME = "none";

    private AbsentModels() {}

    static Models create() {
        return new Models(NAME, DETECTOR, new NoRecogniser(), new NoLanguageModel(), VOICE);
    }

    private static IllegalStateException absent(String what) {
        return new IllegalStateException(
                what + ": none (expected: models(…) beside realtime(…) in the session's builder)");
    }

    private static final class NoRecogniser implements SpeechToText {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public SpeechToTextCapabilities capabilities() {
            return new SpeechToTextCapabilities(false, false);
        }

        @Override
        public AudioFormat format() {
            return AudioFormat.REALTIME;
        }

        @Override
        public CompletionStage<Transcript> recognize(AudioFrame utterance) {
            return CompletableFuture.failedStage(absent("stt"));
        }
    }

    private static final class NoLanguageModel implements LanguageModel {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public LanguageModelCapabilities capabilities() {
            return new LanguageModelCapabilities(false, false);
        }

        @Override
        public Source<ChatChunk, NotUsed> chat(ChatRequest request) {
            return Source.failed(absent("llm"));
        }
    }

    private static final class NoVoice implements TextToSpeech {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public TextToSpeechCapabilities capabilities() {
            return TextToSpeechCapabilities.anyLength();
        }

        @Override
        public AudioFormat format() {
            return AudioFormat.REALTIME;
        }

        @Override
        public Source<AudioFrame, NotUsed> synthesize(String text) {
            return Source.failed(absent("tts"));
        }
    }
}
