package dev.parley.testkit.run;

import static dev.parley.testkit.Seconds.seconds;
import static dev.parley.testkit.run.MockTools.mockTools;
import static dev.parley.testkit.run.RunAssert.await;
import static dev.parley.testkit.run.RunAssert.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.Parley;
import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.ImageContent;
import dev.parley.chat.TextContent;
import dev.parley.llm.LanguageModel;
import dev.parley.memory.ChatSummary;
import dev.parley.provider.Models;
import dev.parley.session.AgentSession;
import dev.parley.session.RunResult;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionOptions;
import dev.parley.testkit.ActorKit;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.testkit.eval.EvaluationResult;
import dev.parley.testkit.eval.Evaluator;
import dev.parley.testkit.eval.JudgeGroup;
import dev.parley.testkit.eval.Judges;
import dev.parley.testkit.eval.Judgment;
import dev.parley.testkit.eval.Verdict;
import dev.parley.testkit.live.LiveScript;
import dev.parley.turn.MuteStrategy;
import dev.parley.turn.TurnStart;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code of the guide's pages on testing, context and turns. */
@Timeout(30)
class GuideTest {
    // snippet: session
    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    private AgentSession session;

    @BeforeEach
    void startSession() throws Exception {
        session = Parley.session(kit.system())
                .agent(new Bakery())
                .models(Models.textOnly(model()))
                .build();
        session.start().toCompletableFuture().get();
    }
    // end: session

    private static LanguageModel model() {
        return LiveScript.create()
                .modelAnswers(
                        "How much are two breads?",
                        ScriptedReply.of("")
                                .calling("price", "{\"product\":\"bread\",\"count\":2}")
                                .timed(seconds(0), seconds(0)))
                .modelAnswers("8", ScriptedReply.of("That is 8 euros.").timed(seconds(0), seconds(0)))
                .modelAnswers("80", ScriptedReply.of("That is 80 euros.").timed(seconds(0), seconds(0)))
                .models()
                .llm();
    }

    private static LanguageModel judgingModel() {
        return LiveScript.create()
                .modelAnswersOtherwise(ScriptedReply.of("")
                        .calling("check_intent", "{\"success\":true,\"reason\":\"it tells the price\"}")
                        .timed(seconds(0), seconds(0)))
                .models()
                .llm();
    }

    @Test
    void shouldTellThePrice() {
        // snippet: expect
        RunAssert run = expect(session.run("How much are two breads?"));

        run.nextEvent().isFunctionCall("price", Map.of("product", "bread", "count", 2));
        run.nextEvent().isFunctionCallOutput("8");
        run.nextEvent().isMessage(ChatRole.ASSISTANT).containsText("8 euros");
        run.noMoreEvents();
        // end: expect
    }

    @Test
    void shouldJudge() {
        // snippet: judge
        Judge judge = Judge.of(judgingModel(), kit.system());

        expect(session.run("How much are two breads?"))
                .at(-1)
                .isMessage(ChatRole.ASSISTANT)
                .judge(judge, "tells that two breads cost eight euros");
        // end: judge
    }

    @Test
    void shouldEvaluate() throws Exception {
        expect(session.run("How much are two breads?"));
        LanguageModel judging = LiveScript.create()
                .modelAnswersOtherwise(ScriptedReply.of("")
                        .calling("submit_verdict", "{\"verdict\":\"pass\",\"reasoning\":\"the price is the tool's\"}")
                        .timed(seconds(0), seconds(0)))
                .models()
                .llm();
        // snippet: eval
        JudgeGroup judges = JudgeGroup.of(
                judging,
                kit.system(),
                Judges.taskCompletion(),
                Judges.accuracy(),
                Judges.toolUse(),
                Judges.of("euros", "All prices are told in euros."),
                Evaluator.of(
                        "short",
                        conversation -> new Judgment(
                                conversation.messages().size() <= 10 ? Verdict.PASS : Verdict.FAIL,
                                "messages: " + conversation.messages().size())));

        EvaluationResult result =
                judges.evaluate(session.history()).toCompletableFuture().get();

        assertThat(result.allPassed()).as(result.toString()).isTrue();
        // end: eval
        assertThat(result.score()).isEqualTo(1);
    }

    @Test
    void shouldMock() {
        // snippet: mock
        MockTools mocks = mockTools(session, Bakery.class, Map.of("price", (arguments, context) -> 80));
        expect(session.run("How much are two breads?")).containsFunctionCallOutput("80");
        mocks.close();
        // end: mock
    }

    @Test
    void shouldLookAround() {
        // snippet: look
        RunResult<?> result = await(session.run("How much are two breads?"));

        expect(result).containsFunctionCall("price");
        expect(result).skipNextEventIf(event -> event.isMessage(ChatRole.ASSISTANT));
        expect(result).nextEvent(FunctionCall.class).isFunctionCall().hasArgument("count", 2);
        expect(result).slice(1, 3).containsMessage(ChatRole.ASSISTANT);
        assertThat(result.events()).hasSize(3);
        // end: look
    }

    @Test
    void shouldPlayACallOnVirtualTime() {
        // snippet: virtual
        CallRecording call = CallScript.create()
                .userSpeaks(seconds(0.5), seconds(2.5), "Tell me a story.")
                .modelAnswers("Tell me a story.", ScriptedReply.of("Once upon a time there was a baker."))
                .voiceSpeaks("Once upon a time there was a baker.", ScriptedVoice.of(seconds(10)))
                .userSpeaks(seconds(5), seconds(6), "Stop!")
                .run();

        assertThat(call.playbacks().get(0).ended()).isEqualTo(seconds(5.5));
        assertThat(call.playbacks().get(0).heard()).isEqualTo("Once upon");
        // end: virtual
    }

    @Test
    void shouldWorkWithContexts() throws Exception {
        Instant now = Instant.parse("2026-11-21T10:00:00Z");
        // snippet: context
        ChatContext context = ChatContext.empty()
                .addMessage(ChatRole.SYSTEM, "You sell bread.", now)
                .addMessage(
                        ChatRole.USER,
                        List.of(new TextContent("Do you have this?"), ImageContent.of("https://example.com/roll.jpg")),
                        now.plusSeconds(1))
                .addMessage(ChatRole.ASSISTANT, "We do.", now.plusSeconds(2));

        ChatContext shorter = context.truncate(1);
        ChatContext same = ChatContext.fromJson(context.toJson());
        CompletionStage<ChatContext> summary = ChatSummary.of(context, 0, model(), kit.system());
        // end: context

        assertThat(shorter.items()).hasSize(2);
        assertThat(same).isEqualTo(context);
        assertThat(summary.toCompletableFuture().get()).isEqualTo(context);
    }

    @Test
    void shouldKnowTheCallersRules() {
        // snippet: rules
        SessionOptions options = SessionOptions.standard()
                .withTurns(SessionOptions.standard()
                        .turns()
                        .withStart(TurnStart.byWords(3))
                        .withMutes(Set.of(MuteStrategy.FUNCTION_CALLS))
                        .withUserIdleTimeout(Duration.ofSeconds(8)));
        // end: rules
        assertThat(options.turns().start().minWords()).isEqualTo(3);
    }

    @Test
    void shouldAskAgainAndEndTheCallWhenItHasAskedInVain() throws Exception {
        session = Parley.session(kit.system())
                .agent(new Bakery())
                .models(Models.textOnly(model()))
                .options(SessionOptions.standard()
                        .withTurns(SessionOptions.standard().turns().withUserIdleTimeout(Duration.ofMillis(100))))
                .build();
        // snippet: idle
        session.on(SessionEvent.UserTurnIdle.class, idle -> {
            if (idle.count() < 3) {
                session.say("Are you still there?");
            } else {
                session.close();
            }
        });
        // end: idle
        session.start().toCompletableFuture().get();
        session.whenClosed().toCompletableFuture().get();

        assertThat(session.history().messages())
                .extracting(ChatMessage::text)
                .containsExactly("Bakery, good morning!", "Are you still there?", "Are you still there?");
    }
}
