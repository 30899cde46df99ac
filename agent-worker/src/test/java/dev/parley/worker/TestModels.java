package dev.parley.worker;

import dev.parley.provider.Models;
import java.lang.reflect.Proxy;

/** Models for sessions that bring their own: touching one fails. */
final class TestModels {
    static final Models NONE = new Models(
            "none",
            untouchable(dev.parley.vad.VoiceActivityDetector.class),
            untouchable(dev.parley.stt.SpeechToText.class),
            untouchable(dev.parley.llm.LanguageModel.class),
            untouchable(dev.parley.tts.TextToSpeech.class));

    private TestModels() {}

    private static <T> T untouchable(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
            throw new AssertionError("model: " + type.getSimpleName() + "." + method.getName()
                    + " (expected: untouched, since the session is an echo)");
        }));
    }
}
