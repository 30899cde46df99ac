package dev.parley.testkit.live;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.llm.LanguageModel;
import dev.parley.llm.LanguageModelCapabilities;
import dev.parley.provider.Models;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.SpeechToTextCapabilities;
import dev.parley.stt.Transcript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.tts.TextToSpeech;
import dev.parley.tts.TextToSpeechCapabilities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Models for a real session that do as they are told: the recogniser gives the next of the expected transcripts for each
 * utterance, the language model answers by its last input, the voice hums for as long as it should. Any sound above
 * silence is speech. Thread-safe.
 */
public final class LiveScript {
    private final Queue<String> transcripts = new ConcurrentLinkedQueue<>();
    private final Map<String, ScriptedReply> replies = new ConcurrentHashMap<>();
    private final Map<String, ScriptedVoice> voices = new ConcurrentHashMap<>();
    private final AtomicLong calls = new AtomicLong();
    private final AudioFormat format;
    private volatile ScriptedReply otherwise = ScriptedReply.nothing();
    private volatile String everyTranscript = "";
    private volatile Duration transcriptDelay = Duration.ofMillis(50);

    private LiveScript(AudioFormat format) {
        this.format = format;
    }

    /** A script whose voice is 16 kHz mono. */
    public static LiveScript create() {
        return new LiveScript(AudioFormat.WIDEBAND);
    }

    /** What the next utterance will be recognised as. */
    public LiveScript userWillSay(String transcript) {
        transcripts.add(transcript);
        return this;
    }

    /** What every utterance will be recognised as for which nothing else is expected. */
    public LiveScript everyUtteranceIs(String transcript) {
        everyTranscript = transcript;
        return this;
    }

    public LiveScript transcriptDelay(Duration delay) {
        transcriptDelay = delay;
        return this;
    }

    public LiveScript modelAnswers(String lastInput, ScriptedReply reply) {
        replies.put(lastInput, reply);
        return this;
    }

    /** How the model answers what the script does not know. */
    public LiveScript modelAnswersOtherwise(ScriptedReply reply) {
        otherwise = reply;
        return this;
    }

    public LiveScript voiceSpeaks(String text, ScriptedVoice voice) {
        voices.put(text, voice);
        return this;
    }

    /** The models; they follow the script also where it is extended later. */
    public Models models() {
        return new Models("scripted", input -> new LoudnessStream(input), new Recogniser(), new Model(), new Voice());
    }

    /** Next transcript for each utterance. */
    private final class Recogniser implements SpeechToText {
        @Override
        public String name() {
            return "scripted/stt";
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
            String expected = transcripts.poll();
            String text = expected == null ? everyTranscript : expected;
            Transcript transcript = text.isEmpty() ? Transcript.nothing() : new Transcript(text, 1);
            return new CompletableFuture<Transcript>()
                    .completeOnTimeout(transcript, transcriptDelay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Answers by the last input. */
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
            ScriptedReply reply = replies.getOrDefault(lastInput(request), otherwise);
            if (reply.stalls()) {
                return Source.<ChatChunk>maybe().mapMaterializedValue(ignored -> NotUsed.getInstance());
            }
            List<Source<ChatChunk, NotUsed>> parts = new ArrayList<>();
            List<String> deltas = reply.deltas();
            for (int i = 0; i < deltas.size(); i++) {
                Duration wait = i == 0 ? reply.deltaAt(0) : reply.deltaAt(i).minus(reply.deltaAt(i - 1));
                boolean flush = deltas.get(i).equals(ScriptedReply.FLUSH);
                parts.add(
                        delayed(flush ? new ChatChunk.FlushSentinel() : new ChatChunk.TextDelta(deltas.get(i)), wait));
            }
            reply.calls()
                    .forEach(call -> parts.add(Source.single(new ChatChunk.ToolCallRequested(
                            "call_" + calls.incrementAndGet(), call.name(), call.arguments()))));
            reply.failure().ifPresent(message -> parts.add(Source.failed(new IllegalStateException(message))));
            return parts.stream().reduce(Source.empty(), Source::concat);
        }

        private static Source<ChatChunk, NotUsed> delayed(ChatChunk chunk, Duration wait) {
            return wait.isZero() ? Source.single(chunk) : Source.single(chunk).initialDelay(wait);
        }

        private static String lastInput(ChatRequest request) {
            List<ChatItem> items = request.context().items();
            ChatItem last = items.get(items.size() - 1);
            if (last instanceof FunctionCallOutput output) {
                return output.output();
            }
            return last instanceof ChatMessage message && message.role() != ChatRole.ASSISTANT ? message.text() : "";
        }
    }

    /** Hums. */
    private final class Voice implements TextToSpeech {
        private static final int FRAME_MILLIS = 20;

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
            return format;
        }

        @Override
        public Source<AudioFrame, NotUsed> synthesize(String text) {
            ScriptedVoice voice = voices.getOrDefault(text, ScriptedVoice.guessed(text));
            int frames = Math.max(1, (int) (voice.audio().toMillis() / FRAME_MILLIS));
            Source<AudioFrame, NotUsed> hum = Source.repeat(Hum.frame(format, Duration.ofMillis(FRAME_MILLIS)))
                    .take(voice.fails() ? frames / 2 : frames);
            Source<AudioFrame, NotUsed> whole =
                    voice.fails() ? hum.concat(Source.failed(new IllegalStateException("scripted failure"))) : hum;
            return voice.timeToFirstByte().isZero() ? whole : whole.initialDelay(voice.timeToFirstByte());
        }
    }
}
