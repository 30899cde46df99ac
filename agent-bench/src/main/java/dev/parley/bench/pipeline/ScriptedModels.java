package dev.parley.bench.pipeline;

import akka.NotUsed;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.llm.LanguageModel;
import dev.parley.llm.LanguageModelCapabilities;
import dev.parley.provider.Models;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.SpeechToTextCapabilities;
import dev.parley.stt.SpeechToTextEvent;
import dev.parley.stt.Transcript;
import dev.parley.tts.TextToSpeech;
import dev.parley.tts.TextToSpeechCapabilities;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Models of one call that keep to the timetable and do next to nothing else. {@code livekit_pipeline.py} has the same ones for
 * LiveKit Agents.
 */
final class ScriptedModels {
    /** The voice's format. */
    static final AudioFormat VOICE = AudioFormat.REALTIME;

    private final Timetable timetable;
    private final PipelineFigures figures;
    private final Consumer<String> asked;
    private final List<ChatChunk> answer;
    private final AudioFrame spokenToken;

    /**
     * Models that count what they are given.
     *
     * @param asked is told the last input of each request to the language model, as it begins
     */
    ScriptedModels(Timetable timetable, PipelineFigures figures, Consumer<String> asked) {
        this.timetable = timetable;
        this.figures = figures;
        this.asked = asked;
        this.answer = timetable.answer().stream()
                .<ChatChunk>map(ChatChunk.TextDelta::new)
                .toList();
        byte[] sound = new byte[VOICE.bytesFor(Duration.ofMillis(timetable.tokenAudioMs()))];
        Arrays.fill(sound, (byte) 1);
        this.spokenToken = AudioFrame.wrap(sound, VOICE);
    }

    Models models() {
        return new Models(
                "scripted", format -> new ScriptedVad(timetable)::accept, new Recogniser(), new Model(), new Voice());
    }

    /** Takes all audio as it comes and gives its transcript after some silence. */
    private final class Recogniser implements SpeechToText {
        @Override
        public String name() {
            return "scripted/stt";
        }

        @Override
        public SpeechToTextCapabilities capabilities() {
            return new SpeechToTextCapabilities(true, false);
        }

        @Override
        public AudioFormat format() {
            return AudioFormat.WIDEBAND;
        }

        @Override
        public CompletionStage<Transcript> recognize(AudioFrame utterance) {
            return CompletableFuture.failedFuture(new IllegalStateException("recognize (expected: stream)"));
        }

        @Override
        public Flow<AudioFrame, SpeechToTextEvent, NotUsed> stream() {
            return Flow.of(AudioFrame.class).statefulMapConcat(() -> {
                Utterances utterances = new Utterances(1, timetable.transcriptMs() / Timetable.FRAME_MS);
                return frame -> {
                    figures.heard();
                    return utterances.accept(frame) == Utterances.Change.ENDED
                            ? List.of(new SpeechToTextEvent.Final(new Transcript(Timetable.TRANSCRIPT, 1)))
                            : List.of();
                };
            });
        }
    }

    /** Gives its tokens one by one. */
    private final class Model implements LanguageModel {
        @Override
        public String name() {
            return "scripted/llm";
        }

        @Override
        public LanguageModelCapabilities capabilities() {
            return new LanguageModelCapabilities(true, true);
        }

        @Override
        public Source<ChatChunk, NotUsed> chat(ChatRequest request) {
            return Source.lazySource(() -> {
                        asked.accept(lastInput(request));
                        return tokens();
                    })
                    .mapMaterializedValue(begun -> NotUsed.getInstance());
        }

        private Source<ChatChunk, ?> tokens() {
            Duration first = Duration.ofMillis(timetable.firstTokenMs());
            Duration pace = Duration.ofMillis(timetable.tokenMs());
            return Source.from(answer).zipWith(Source.tick(first, pace, ""), (token, tick) -> token);
        }

        private static String lastInput(ChatRequest request) {
            List<ChatItem> items = request.context().items();
            return items.get(items.size() - 1) instanceof ChatMessage message ? message.text() : "";
        }
    }

    /** Says every word as long as the others. */
    private final class Voice implements TextToSpeech {
        @Override
        public String name() {
            return "scripted/tts";
        }

        @Override
        public TextToSpeechCapabilities capabilities() {
            return TextToSpeechCapabilities.anyLength();
        }

        @Override
        public AudioFormat format() {
            return VOICE;
        }

        @Override
        public Source<AudioFrame, NotUsed> synthesize(String text) {
            return Source.repeat(spokenToken).take(text.strip().split("\\s+", -1).length);
        }
    }
}
