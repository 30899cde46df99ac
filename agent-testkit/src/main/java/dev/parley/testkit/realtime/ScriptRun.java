package dev.parley.testkit.realtime;

import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Resampler;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.llm.LanguageModel;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.Transcript;
import dev.parley.testkit.live.Hum;
import dev.parley.testkit.realtime.script.FakeReply;
import dev.parley.testkit.realtime.script.RealtimeScript;
import dev.parley.testkit.realtime.script.RealtimeTurn;
import dev.parley.testkit.realtime.script.ReplyEnding;
import dev.parley.testkit.realtime.script.ReplyPart;
import dev.parley.tts.TextToSpeech;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A script under way: finds replies, understands speech and speaks, for all connections. Thread-safe. */
final class ScriptRun {
    private static final int DEADLINE_SECONDS = 30;
    private static final int CHARACTERS_A_SECOND = 15;

    private final RealtimeScript script;
    private final FakeServerSettings settings;
    private final ActorSystem<?> system;
    private final Queue<FakeReply> replies;
    private final Queue<String> userSays;

    ScriptRun(RealtimeScript script, FakeServerSettings settings, ActorSystem<?> system) {
        this.script = script;
        this.settings = settings;
        this.system = system;
        this.replies = new ConcurrentLinkedQueue<>(script.replies());
        this.userSays = new ConcurrentLinkedQueue<>(script.userSays());
    }

    /** The reply to a turn; fails if a rule or the model does. */
    CompletionStage<FakeReply> answer(RealtimeTurn turn) {
        Optional<FakeReply> next = turn.outOfBand() ? Optional.empty() : Optional.ofNullable(replies.poll());
        Optional<FakeReply> found = next.or(() -> script.rules().stream()
                .flatMap(rule -> rule.reply(turn).stream())
                .findFirst());
        if (found.isPresent() || settings.model().isEmpty()) {
            return CompletableFuture.completedFuture(found.orElse(script.otherwise()));
        }
        return ask(settings.model().get(), turn);
    }

    private CompletionStage<FakeReply> ask(LanguageModel model, RealtimeTurn turn) {
        ChatRequest request =
                new ChatRequest("realtime-" + turn.connection(), turn.context(), turn.tools(), turn.toolChoice());
        return timed(model.chat(request).runWith(Sink.seq(), system).thenApply(ScriptRun::reply));
    }

    private static FakeReply reply(List<ChatChunk> chunks) {
        StringBuilder text = new StringBuilder();
        List<ReplyPart> calls = new ArrayList<>();
        for (ChatChunk chunk : chunks) {
            if (chunk instanceof ChatChunk.TextDelta delta) {
                text.append(delta.text());
            } else if (chunk instanceof ChatChunk.ToolCallRequested call) {
                calls.add(new ReplyPart.ToolCall(call.name(), call.arguments()));
            }
        }
        List<ReplyPart> parts = new ArrayList<>();
        if (!text.toString().isBlank()) {
            parts.add(new ReplyPart.Speech(text.toString().strip()));
        }
        parts.addAll(calls);
        return new FakeReply(parts, new ReplyEnding.Completed(), Duration.ZERO);
    }

    /** What an utterance says; fails if there is no recogniser for it or it fails. */
    CompletionStage<String> hear(AudioFrame utterance) {
        String scripted = userSays.poll();
        if (scripted != null) {
            return CompletableFuture.completedFuture(scripted);
        }
        if (settings.recogniser().isEmpty()) {
            return CompletableFuture.failedFuture(new IllegalStateException(
                    "there is no recogniser and no word of the script's left (expected: one of them)"));
        }
        SpeechToText recogniser = settings.recogniser().get();
        AudioFrame audio = join(List.of(utterance), utterance.format(), recogniser.format());
        return timed(recogniser.recognize(audio).thenApply(Transcript::text));
    }

    /** Speaks a text of any length. */
    CompletionStage<AudioFrame> speak(String text) {
        if (settings.voice().isEmpty()) {
            Duration time = Duration.ofMillis(Math.max(200, text.length() * 1000L / CHARACTERS_A_SECOND));
            return CompletableFuture.completedFuture(Hum.frame(AudioFormat.REALTIME, time));
        }
        TextToSpeech voice = settings.voice().get();
        List<String> pieces = pieces(text, voice.capabilities().longestText());
        return timed(Source.from(pieces)
                .flatMapConcat(voice::synthesize)
                .runWith(Sink.seq(), system)
                .thenApply(frames -> join(frames, voice.format(), AudioFormat.REALTIME)));
    }

    private static List<String> pieces(String text, int longest) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        for (String word : text.strip().split("\\s+", -1)) {
            if (piece.length() > 0 && piece.length() + 1 + word.length() > longest) {
                pieces.add(piece.toString());
                piece.setLength(0);
            }
            piece.append(piece.length() == 0 ? "" : " ").append(word);
        }
        pieces.add(piece.toString());
        return pieces;
    }

    private static AudioFrame join(List<AudioFrame> frames, AudioFormat from, AudioFormat to) {
        Resampler resampler = Resampler.between(from, to);
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        frames.forEach(frame -> joined.writeBytes(resampler.accept(frame).toByteArray()));
        joined.writeBytes(resampler.flush().toByteArray());
        return AudioFrame.wrap(joined.toByteArray(), to);
    }

    private static <T> CompletionStage<T> timed(CompletionStage<T> stage) {
        return stage.toCompletableFuture().copy().orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
}
