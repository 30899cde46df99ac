package dev.parley.guide;

import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.tool.BuiltInTools;
import dev.parley.tool.CallScope;
import dev.parley.tool.DuplicateScope;
import dev.parley.tool.Filler;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.FunctionTools;
import dev.parley.tool.OnDuplicate;
import dev.parley.tool.Param;
import dev.parley.tool.RunContext;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolException;
import dev.parley.tool.ToolFlag;
import dev.parley.tool.ToolOptions;
import dev.parley.tool.ToolOutcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the guide's page on tools shows, as it runs. */
class ToolsGuideTest {

    // snippet: outcomes
    public static final class Orders {
        @Tool(description = "Tells where an order is.")
        public String find(@Param("the order's number") int number) {
            if (number < 1) {
                throw new ToolException("number: " + number + " (expected: 1 or more; ask the caller again)");
            }
            return "order " + number + " is on its way";
        }

        @Tool(description = "Takes a note. The caller need not know.")
        public ToolOutcome note(@Param("the note") String text) {
            return new ToolOutcome.Silent("noted");
        }
    }
    // end: outcomes

    // snippet: filler
    public static final class Weather {
        @Tool(description = "Tells the weather.")
        public String weather(@Param("of which town") String town, RunContext context) {
            Filler filler = Filler.of("One moment, please.", "I am still looking.")
                    .after(Duration.ofSeconds(2))
                    .every(Duration.ofSeconds(5));
            CallScope waiting = context.withFiller(filler);
            try {
                return lookUp(town);
            } finally {
                waiting.close();
            }
        }
        // end: filler

        private String lookUp(String town) {
            return "sunny in " + town;
        }
    }

    // snippet: options
    public static final class Bank {
        @Tool(
                description = "Transfers money.",
                flags = ToolFlag.NEEDS_APPROVAL,
                onDuplicate = OnDuplicate.REJECT,
                duplicateScope = DuplicateScope.NAME_AND_ARGS,
                timeoutSeconds = 20)
        public String transfer(@Param("in euro") int amount, RunContext context) {
            context.disallowInterruptions();
            return "transferred " + amount;
        }
    }
    // end: options

    // snippet: async
    public static final class Archive {
        @Tool(description = "Searches the archive, which takes minutes.", flags = ToolFlag.CANCELLABLE)
        public String search(@Param("what to look for") String words, RunContext context) {
            context.update("The search has begun. The caller need not wait.");
            return "found: " + words;
        }
    }
    // end: async

    @Test
    void shouldTellTheModelWhatIsWrong() {
        CallRecording call = CallScript.create()
                .agent(agent(new Orders()))
                .userTypes(seconds(1), "order zero")
                .modelAnswers("order zero", ScriptedReply.of("").calling("find", "{\"number\":0}"))
                .modelAnswers(
                        "number: 0 (expected: 1 or more; ask the caller again)",
                        ScriptedReply.of("Which number is it, please?"))
                .run();

        assertThat(call.playbacks().get(0).heard()).isEqualTo("Which number is it, please?");
    }

    @Test
    void shouldAskBeforeItTransfers() {
        CallRecording call = CallScript.create()
                .agent(agent(new Bank()))
                .userTypes(seconds(1), "send ten euro")
                .modelAnswers("send ten euro", ScriptedReply.of("").calling("transfer", "{\"amount\":10}"))
                .modelAnswers(BuiltInTools.toBeApproved("transfer"), ScriptedReply.of("Shall I send ten euro?"))
                .userTypes(seconds(10), "yes")
                .modelAnswers("yes", ScriptedReply.of("").calling("transfer", "{\"amount\":10}"))
                .modelAnswers("transferred 10", ScriptedReply.of("I have sent ten euro."))
                .run();

        assertThat(call.playbacks().get(1).heard()).isEqualTo("I have sent ten euro.");
    }

    @Test
    void shouldJudgeTheYesByCode() {
        // snippet: yes
        List<FunctionTool> tools = FunctionTools.of(new Bank()).stream()
                .map(tool -> tool.with(tool.options().approvedBy(words -> words.matches("(?i).*\\byes\\b.*"))))
                .toList();
        // end: yes
        ToolOptions options = tools.get(0).options();

        assertThat(options.approves()).accepts("Yes, please.").rejects("eyes");
        assertThat(options.timeout()).contains(Duration.ofSeconds(20));
        assertThat(FunctionTools.of(new Archive()).get(0).options().has(ToolFlag.CANCELLABLE))
                .isTrue();
    }

    private static Agent agent(Object tools) {
        return new Agent(AgentSpec.instructions("You help.").tools(FunctionTools.of(tools)));
    }
}
