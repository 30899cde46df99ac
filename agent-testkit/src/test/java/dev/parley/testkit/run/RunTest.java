package dev.parley.testkit.run;

import static dev.parley.testkit.Seconds.seconds;
import static dev.parley.testkit.run.RunAssert.await;
import static dev.parley.testkit.run.RunAssert.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.NotUsed;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.agent.Nodes;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.chat.Instructions;
import dev.parley.chat.Modality;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.provider.Models;
import dev.parley.session.AgentSession;
import dev.parley.session.CloseReason;
import dev.parley.session.RunResult;
import dev.parley.testkit.ActorKit;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.testkit.live.LiveScript;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class RunTest {
    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    private static ScriptedReply atOnce(ScriptedReply reply) {
        return reply.timed(seconds(0), seconds(0));
    }

    private static LiveScript script() {
        return LiveScript.create()
                .modelAnswers(
                        "How much are two breads?",
                        atOnce(ScriptedReply.of("Let me see.").calling("price", "{\"product\":\"bread\",\"count\":2}")))
                .modelAnswers("8", atOnce(ScriptedReply.of("That is 8 euros.")))
                .modelAnswers("Thanks!", atOnce(ScriptedReply.of("You are welcome. Bye!")));
    }

    private static AgentSession bakery(LiveScript script) throws Exception {
        AgentSession session = Parley.session(kit.system())
                .agent(new Bakery())
                .models(Models.textOnly(script.models().llm()))
                .build();
        session.start().toCompletableFuture().get(10, TimeUnit.SECONDS);
        return session;
    }

    private static String failureOf(CompletionStage<?> run) {
        try {
            run.toCompletableFuture().get(10, TimeUnit.SECONDS);
            return "none";
        } catch (ExecutionException failed) {
            return String.valueOf(failed.getCause());
        } catch (InterruptedException | java.util.concurrent.TimeoutException other) {
            throw new AssertionError(other);
        }
    }

    @Test
    void shouldTellWhatATurnBroughtAbout() throws Exception {
        AgentSession session = bakery(script());

        RunResult<Void> result = await(session.run("How much are two breads?"));

        RunAssert run = expect(result);
        run.nextEvent().isMessage(ChatRole.ASSISTANT).hasText("Let me see.");
        run.nextEvent().isFunctionCall("price", Map.of("product", "bread", "count", 2));
        run.nextEvent().isFunctionCallOutput("8").isNoError();
        run.nextEvent().isMessage(ChatRole.ASSISTANT).containsText("8 euros");
        run.noMoreEvents();
        assertThat(session.history().messages())
                .extracting(ChatMessage::text)
                .containsExactly(
                        "Bakery, good morning!", "How much are two breads?", "Let me see.", "That is 8 euros.");
        assertThatThrownBy(result::finalOutput).hasMessageContaining("final output");
    }

    @Test
    void shouldRunOneTurnAfterTheOther() throws Exception {
        AgentSession session = bakery(script());

        expect(session.run("Thanks!")).nextEvent().isMessage(ChatRole.ASSISTANT).hasText("You are welcome. Bye!");
        expect(session.run("How much are two breads?")).containsFunctionCall("price");
        expect(session.run("something unknown")).noMoreEvents();
    }

    @Test
    void shouldSayWithAVoiceWhatIsNoRunAndRunsWithout() throws Exception {
        LiveScript script = script().voiceSpeaks("Bakery, good morning!", ScriptedVoice.of(seconds(0.2)))
                .voiceSpeaks("You are welcome.", ScriptedVoice.of(seconds(200)));
        AgentSession session = Parley.session(kit.system())
                .agent(new Bakery())
                .models(script.models())
                .build();
        CompletionStage<List<AudioFrame>> voice = session.audioOut().runWith(Sink.seq(), kit.system());
        session.start().toCompletableFuture().get(10, TimeUnit.SECONDS);

        expect(session.run("Thanks!")).nextEvent().isMessage().hasText("You are welcome. Bye!");
        session.close().toCompletableFuture().get(10, TimeUnit.SECONDS);

        assertThat(voice.toCompletableFuture().get(10, TimeUnit.SECONDS).stream()
                        .map(AudioFrame::duration)
                        .reduce(java.time.Duration.ZERO, java.time.Duration::plus))
                .isEqualTo(seconds(0.2));
    }

    /** LiveKit Agents' {@code run(input_modality="audio")}. */
    @Test
    void shouldTellTheAgentWhatHoldsForTheModalityOfTheInput() throws Exception {
        List<String> instructions = new CopyOnWriteArrayList<>();
        Agent clerk =
                new Agent(AgentSpec.instructions(
                        Instructions.of("Be kind.").withAudio("Be brief.").withText("Use lists."))) {
                    @Override
                    public Source<ChatChunk, NotUsed> llmNode(ChatRequest request, Nodes defaults) {
                        instructions.add(request.context().messages().get(0).text());
                        return defaults.llm(request);
                    }
                };
        AgentSession session = Parley.session(kit.system())
                .agent(clerk)
                .models(Models.textOnly(script().models().llm()))
                .build();
        session.start().toCompletableFuture().get(10, TimeUnit.SECONDS);

        await(session.run("Thanks!", Modality.AUDIO));
        await(session.run("Thanks!"));

        assertThat(instructions).containsExactly("Be kind.\n\nBe brief.", "Be kind.\n\nUse lists.");
    }

    @Test
    void shouldRefuseASecondRunAndANestedOne() throws Exception {
        AgentSession session = bakery(
                script().modelAnswers("Go on", atOnce(ScriptedReply.of("").calling("nested", "{}"))));

        CompletionStage<RunResult<Void>> first = session.run("Go on");
        String second = failureOf(session.run("Thanks!"));

        assertThat(second).contains("run [Thanks!]").contains("nested runs are not supported");
        expect(first).containsFunctionCallOutput("refused");
        expect(session.run("Thanks!")).containsMessage(ChatRole.ASSISTANT);
    }

    @Test
    void shouldNotBeOverBeforeWhatAToolSays() throws Exception {
        AgentSession session = bakery(
                script().modelAnswers("Go on", atOnce(ScriptedReply.of("").calling("patience", "{}"))));

        RunAssert run = expect(session.run("Go on"));

        run.nextEvent().isMessage(ChatRole.ASSISTANT).hasText("One moment.");
        run.nextEvent().isFunctionCall("patience");
        run.nextEvent().isFunctionCallOutput("One moment.");
        run.noMoreEvents();
    }

    @Test
    void shouldFailWithTheModel() throws Exception {
        AgentSession session =
                bakery(script().modelAnswers("Go on", ScriptedReply.of("").failing("out of order")));

        assertThat(failureOf(session.run("Go on"))).contains("run [Go on]").contains("out of order");
        expect(session.run("Thanks!")).containsMessage(ChatRole.ASSISTANT);
    }

    @Test
    void shouldFailWithTheSession() throws Exception {
        AgentSession session =
                bakery(script().modelAnswers("Go on", ScriptedReply.of("").stalling()));
        CompletionStage<RunResult<Void>> run = session.run("Go on");

        session.close(new CloseReason(CloseReason.Kind.ERROR, "defect"))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);

        assertThat(failureOf(run)).contains("the session ended").contains("defect");
        assertThat(failureOf(session.run("Thanks!"))).contains("the session ended");
    }

    @Test
    void shouldFailWithoutTheOutputThatWasAskedFor() throws Exception {
        AgentSession session = bakery(script());

        assertThat(failureOf(session.run("Thanks!", Integer.class))).contains("none (expected: Integer");
    }

    @Test
    void shouldRunMocksInPlaceOfTools() throws Exception {
        LiveScript script = script().modelAnswers(
                        "Odd", atOnce(ScriptedReply.of("").calling("price", "{\"product\":\"bread\"}")))
                .modelAnswers("99", atOnce(ScriptedReply.of("That is 99 euros.")));
        AgentSession session = bakery(script);

        try (MockTools mocks =
                MockTools.mockTools(session, Bakery.class, Map.of("price", (arguments, context) -> 99))) {
            assertThat(mocks).isNotNull();
            expect(session.run("How much are two breads?")).containsFunctionCallOutput("99");
            expect(session.run("Odd"))
                    .nextEvent(FunctionCallOutput.class)
                    .isFunctionCallOutput()
                    .isError();
        }
        expect(session.run("How much are two breads?")).containsFunctionCallOutput("8");
        MockTools.mockTools(session, Bakery.class, Map.of("price", (arguments, context) -> {
            throw new IllegalStateException("kept from the model");
        }));
        expect(session.run("How much are two breads?"))
                .containsFunctionCallOutput("An internal error occurred")
                .isError();
        assertThatThrownBy(() -> MockTools.mockTools(session, Bakery.class, Map.of("prize", (arguments, context) -> 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("prize")
                .hasMessageContaining("price");
    }

    @Test
    void shouldMockNoOtherSessionAndNoOtherAgent() throws Exception {
        AgentSession mocked = bakery(script());
        AgentSession other = bakery(script());
        MockTools.mockTools(mocked, OtherBakery.class, Map.of("price", (arguments, context) -> 99));

        expect(mocked.run("How much are two breads?")).containsFunctionCallOutput("8");
        MockTools.mockTools(mocked, Bakery.class, Map.of("price", (arguments, context) -> 99));
        expect(other.run("How much are two breads?")).containsFunctionCallOutput("8");
        expect(mocked.run("How much are two breads?"))
                .nextEvent(FunctionCall.class)
                .isFunctionCall("price", Map.of("count", 2.0));
    }

    /** Another class of agents. */
    private static final class OtherBakery extends dev.parley.agent.Agent {
        private OtherBakery() {
            super(dev.parley.agent.AgentSpec.instructions(""));
        }
    }
}
