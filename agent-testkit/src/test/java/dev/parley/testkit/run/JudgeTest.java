package dev.parley.testkit.run;

import static dev.parley.testkit.Seconds.seconds;
import static dev.parley.testkit.run.RunAssert.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.llm.LanguageModel;
import dev.parley.llm.LanguageModelCapabilities;
import dev.parley.llm.ToolChoice;
import dev.parley.session.RunResult;
import dev.parley.testkit.ActorKit;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.live.LiveScript;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(30)
class JudgeTest {
    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    /** Finds that a message greets if "morning" is in it. */
    private static final class Greetings implements LanguageModel {
        private Optional<ChatRequest> asked = Optional.empty();

        @Override
        public String name() {
            return "greetings";
        }

        @Override
        public LanguageModelCapabilities capabilities() {
            return new LanguageModelCapabilities(true, false);
        }

        @Override
        public Source<ChatChunk, NotUsed> chat(ChatRequest request) {
            asked = Optional.of(request);
            boolean greets = request.context().messages().get(1).text().contains("morning");
            return Source.single(new ChatChunk.ToolCallRequested(
                    "c", "check_intent", "{\"success\":" + greets + ",\"reason\":\"it is about the weather\"}"));
        }
    }

    private static MessageAssert said(String text) {
        return expect(new RunResult<Void>(
                        "Hello?",
                        List.of(ChatMessage.of("a", ChatRole.ASSISTANT, text, Instant.EPOCH)),
                        Optional.empty()))
                .nextEvent()
                .isMessage();
    }

    private static Judge judgeWhoAnswers(ScriptedReply reply) {
        return Judge.of(
                LiveScript.create()
                        .modelAnswersOtherwise(reply.timed(seconds(0), seconds(0)))
                        .models()
                        .llm(),
                kit.system());
    }

    @Test
    void shouldLetAModelJudge() {
        Greetings model = new Greetings();
        Judge judge = Judge.of(model, kit.system());

        said("Good morning!").judge(judge, "greets the caller");

        ChatRequest asked = model.asked.orElseThrow();
        assertThat(asked.toolChoice()).isEqualTo(ToolChoice.REQUIRED);
        assertThat(asked.context().messages().get(1).text())
                .contains("greets the caller")
                .contains("Good morning!");
        assertThatThrownBy(() -> said("It rains.").judge(judge, "greets the caller"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("judged not to fulfil [greets the caller]: it is about the weather")
                .hasMessageContaining(">>> [0] message of the assistant: \"It rains.\"");
    }

    @Test
    void shouldTakeNothingButAVerdictForAVerdict() {
        assertThatThrownBy(() -> said("Hello").judge(judgeWhoAnswers(ScriptedReply.of("Yes.")), "greets"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no call of check_intent");
        assertThatThrownBy(() -> said("Hello")
                        .judge(
                                judgeWhoAnswers(ScriptedReply.of("").calling("check_intent", "{\"success\":\"yes\"}")),
                                "greets"))
                .hasMessageContaining("arguments of check_intent: {\"success\":\"yes\"}");
        assertThatThrownBy(() -> said("Hello")
                        .judge(judgeWhoAnswers(ScriptedReply.of("").calling("check_intent", "{")), "greets"))
                .hasMessageContaining("arguments of check_intent: {");
        assertThatThrownBy(() ->
                        said("Hello").judge(judgeWhoAnswers(ScriptedReply.of("").failing("no quota")), "greets"))
                .hasMessageContaining("no quota");
        assertThatThrownBy(() -> said(" ").judge(judgeWhoAnswers(ScriptedReply.of("")), "greets"))
                .hasMessageContaining("message to judge: empty");
        assertThatThrownBy(() -> said("Hello").judge(judgeWhoAnswers(ScriptedReply.of("")), " "))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
