package dev.parley.provider;

import dev.parley.llm.LanguageModel;
import dev.parley.stt.SpeechToText;
import dev.parley.tts.TextToSpeech;
import dev.parley.vad.VoiceActivityDetector;

/**
 * The models of a conversation.
 *
 * @param provider name of the {@link ModelsProvider} that made them
 */
public record Models(
        String provider, VoiceActivityDetector vad, SpeechToText stt, LanguageModel llm, TextToSpeech tts) {

    /** A language model alone: the caller types, the agent answers in text that counts as heard at once. */
    public static Models textOnly(LanguageModel llm) {
        return new Models("text-only", VoiceActivityDetector.none(), SpeechToText.none(), llm, TextToSpeech.none());
    }

    public Models withVad(VoiceActivityDetector newVad) {
        return new Models(provider, newVad, stt, llm, tts);
    }

    public Models withStt(SpeechToText newStt) {
        return new Models(provider, vad, newStt, llm, tts);
    }

    public Models withLlm(LanguageModel newLlm) {
        return new Models(provider, vad, stt, newLlm, tts);
    }

    public Models withTts(TextToSpeech newTts) {
        return new Models(provider, vad, stt, llm, newTts);
    }
}
