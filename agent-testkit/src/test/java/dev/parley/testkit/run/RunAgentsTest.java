package dev.parley.testkit.run;

import static dev.parley.testkit.Seconds.seconds;
import static dev.parley.testkit.run.RunAssert.await;
import static dev.parley.testkit.run.RunAssert.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.agent.AgentTask;
import dev.parley.chat.ChatRole;
import dev.parley.provider.Models;
import dev.parley.session.AgentSession;
import dev.parley.session.RunResult;
import dev.parley.testkit.ActorKit;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.live.LiveScript;
import dev.parley.tool.FunctionTools;
import dev.parley.tool.RunContext;
import dev.parley.tool.Tool;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs in which agents hand over and delegate. */
@Timeout(60)
class RunAgentsTest {
    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    private final LiveScript script = LiveScript.create();

    /** Finds out a word. */
    public static final class AskWord extends AgentTask<String> {
        AskWord() {
            super(AgentSpec.instructions("Ask for a word.").id("ask_word"));
            updateTools(FunctionTools.of(this));
        }

        @Override
        public void onEnter(AgentSession session) {
            session.say("Which word?");
        }

        @Tool(description = "Takes the word.")
        public void take(String word) {
            complete(word);
        }
    }

    /** What the first agent can do. */
    public static final class Reception {
        @Tool(description = "Transfers to billing.")
        public Agent transfer() {
            return new Agent(AgentSpec.instructions("Bill.").id("billing"));
        }

        @Tool(description = "Learns a word.")
        public CompletionStage<String> learn(RunContext context) {
            return new AskWord().run(context).thenApply(word -> "learnt " + word);
        }
    }

    private void modelCalls(String input, String tool, String arguments) {
        script.modelAnswers(
                input, ScriptedReply.of("").timed(seconds(0), seconds(0)).calling(tool, arguments));
    }

    private AgentSession reception() throws Exception {
        AgentSession session = Parley.session(kit.system())
                .agent(new Agent(AgentSpec.instructions("Receive callers.")
                        .id("reception")
                        .tools(FunctionTools.of(new Reception()))))
                .models(Models.textOnly(script.models().llm()))
                .build();
        session.start().toCompletableFuture().get(10, TimeUnit.SECONDS);
        return session;
    }

    @Test
    void shouldTellOfAHandOff() throws Exception {
        modelCalls("bill", "transfer", "{}");
        AgentSession session = reception();

        RunResult<Void> result = await(session.run("bill"));

        expect(result).nextEvent().isFunctionCall("transfer");
        assertThat(expect(result).containsAgentHandoff("billing").oldAgentId()).contains("reception");
        expect(result).at(-1).isAgentHandoff();
        assertThat(session.agentId()).isEqualTo("billing");
        assertThatThrownBy(() -> expect(result).containsAgentHandoff("sales"))
                .hasMessageContaining("hand-off to sales")
                .hasMessageContaining("hand-off to billing");
    }

    @Test
    void shouldBeOverWhenATaskWaitsForTheCallerAndGiveWhatItCameTo() throws Exception {
        modelCalls("learn", "learn", "{}");
        modelCalls("green", "take", "{\"word\":\"green\"}");
        script.modelAnswers("learnt green", ScriptedReply.of("I know now.").timed(seconds(0), seconds(0)));
        AgentSession session = reception();

        RunAssert asked = expect(session.run("learn"));
        RunResult<String> learnt = await(session.run("green", String.class));

        asked.containsAgentHandoff("ask_word");
        asked.at(-1).isMessage(ChatRole.ASSISTANT).hasText("Which word?");
        assertThat(learnt.finalOutput()).isEqualTo("green");
        expect(learnt).containsAgentHandoff("reception");
        expect(learnt).containsFunctionCallOutput("learnt green");
        expect(learnt).at(-1).isMessage(ChatRole.ASSISTANT).hasText("I know now.");
    }

    /** What every agent of a session can do. */
    public static final class House {
        @Tool(description = "Tells the time.")
        public String time() {
            return "noon";
        }
    }

    @Test
    void shouldOfferTheSessionsToolsWhoeverTalks() throws Exception {
        modelCalls("time?", "time", "{}");
        modelCalls("bill", "transfer", "{}");
        AgentSession session = Parley.session(kit.system())
                .agent(new Agent(AgentSpec.instructions("Receive callers.").tools(FunctionTools.of(new Reception()))))
                .tools(FunctionTools.of(new House()))
                .models(Models.textOnly(script.models().llm()))
                .build();
        session.start().toCompletableFuture().get(10, TimeUnit.SECONDS);

        expect(session.run("time?")).containsFunctionCallOutput("noon");
        expect(session.run("bill")).containsAgentHandoff("billing");
        expect(session.run("time?")).containsFunctionCallOutput("noon");
    }

    @Test
    void shouldRefuseAnAgentWithAToolOfTheSessionsName() {
        assertThatThrownBy(() -> Parley.session(kit.system())
                        .agent(new Agent(AgentSpec.instructions("").tools(FunctionTools.of(new House()))))
                        .tools(FunctionTools.of(new House()))
                        .models(Models.textOnly(script.models().llm()))
                        .build())
                .hasMessageContaining("tools: time of agent")
                .hasMessageContaining("expected: a name that no tool of the session has");
    }
}
