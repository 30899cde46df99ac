package dev.parley.worker.http;

import akka.NotUsed;
import akka.http.javadsl.model.ws.BinaryMessage;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.TextMessage;
import akka.stream.BoundedSourceQueue;
import akka.stream.Materializer;
import akka.stream.javadsl.Flow;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.session.AgentSession;
import dev.parley.worker.job.Call;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a caller's socket brings: audio for the session, and commands, which are carried out in their order with the
 * audio. What is wrong with a frame is answered by an error frame; the call goes on.
 */
final class CallerInbound {
    private static final int MOST_AUDIO = 1 << 20;
    private static final int MOST_TEXT = 1 << 16;

    private final Call call;
    private final AgentSession session;
    private final AudioFormat format;
    private final BoundedSourceQueue<Outgoing> replies;

    /** @param replies where errors and pongs go; what a caller does not read is dropped */
    CallerInbound(Call call, AgentSession session, AudioFormat format, BoundedSourceQueue<Outgoing> replies) {
        this.call = call;
        this.session = session;
        this.format = format;
        this.replies = replies;
    }

    /** The caller's frames as audio in the caller's format. */
    Flow<Message, AudioFrame, NotUsed> frames(Materializer materializer) {
        return Flow.<Message>create()
                .mapAsync(1, message -> whole(message, materializer))
                .mapConcat(this::take);
    }

    /** A message that came in pieces is put together, up to its limit. */
    private static CompletionStage<Frame> whole(Message message, Materializer materializer) {
        if (message instanceof TextMessage text) {
            return text.isStrict()
                    ? CompletableFuture.completedFuture(new Frame(ByteString.fromString(text.getStrictText()), true))
                    : text.getStreamedText()
                            .map(ByteString::fromString)
                            .limitWeighted(MOST_TEXT, bytes -> (long) bytes.size())
                            .runFold(ByteString.emptyByteString(), ByteString::concat, materializer)
                            .thenApply(all -> new Frame(all, true));
        }
        BinaryMessage binary = message.asBinaryMessage();
        return binary.isStrict()
                ? CompletableFuture.completedFuture(new Frame(binary.getStrictData(), false))
                : binary.getStreamedData()
                        .limitWeighted(MOST_AUDIO, bytes -> (long) bytes.size())
                        .runFold(ByteString.emptyByteString(), ByteString::concat, materializer)
                        .thenApply(all -> new Frame(all, false));
    }

    private List<AudioFrame> take(Frame frame) {
        try {
            if (!frame.text) {
                return List.of(audio(frame.data));
            }
            obey(frame.data);
        } catch (ApiFailure | IllegalStateException | IllegalArgumentException problem) {
            reply(Outgoing.error(ErrorAnswers.failureOf(problem)));
        }
        return List.of();
    }

    private AudioFrame audio(ByteString pcm) {
        if (pcm.size() > MOST_AUDIO) {
            throw ApiFailure.tooLarge(MOST_AUDIO);
        }
        return AudioFrame.wrap(pcm.toArray(), format);
    }

    private void obey(ByteString json) {
        if (json.size() > MOST_TEXT) {
            throw ApiFailure.tooLarge(MOST_TEXT);
        }
        ObjectNode command = Json.parseObject("frame", json.utf8String().getBytes(StandardCharsets.UTF_8));
        String type = Json.requireText(command, "type");
        switch (type) {
            case "text" -> session.sendText(CallActions.requireWords(Json.requireText(command, "text")));
            case "commit" -> answerFailure(session.commitAudio());
            case "cancel" -> session.cancelResponse();
            case "interrupt" -> answerFailure(session.interrupt());
            case "end" -> call.end("caller: ended the call");
            case "ping" -> reply(pong(command));
            default ->
                throw ApiFailure.badRequest(
                        "type: " + type + " (expected: one of text, commit, cancel, interrupt, end, ping)");
        }
    }

    private static Outgoing pong(ObjectNode ping) {
        ObjectNode pong = Json.object().put("type", "pong");
        pong.set("t", ping.path("t").isNumber() ? ping.path("t") : pong.nullNode());
        return new Outgoing.Reply(pong);
    }

    private void answerFailure(CompletionStage<?> asked) {
        asked.whenComplete((done, problem) -> {
            if (problem != null) {
                reply(Outgoing.error(ErrorAnswers.failureOf(ErrorAnswers.rootOf(problem))));
            }
        });
    }

    private void reply(Outgoing answer) {
        replies.offer(answer);
    }

    private record Frame(ByteString data, boolean text) {}
}
