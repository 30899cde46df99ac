package dev.parley.session;

import static dev.parley.session.EventLog.await;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.chat.Instructions;
import dev.parley.llm.ToolDefinition;
import dev.parley.realtime.RealtimeSetup;
import dev.parley.testkit.ActorKit;
import dev.parley.tool.FunctionTools;
import dev.parley.tool.Tool;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a realtime model is told to do: one text for all turns, LiveKit Agents' {@code _render_realtime_instructions}. */
@Timeout(30)
class RealtimeInstructionsTest {
    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    private final EventLog events = new EventLog();

    /** What the desk can do. */
    public static final class Desk {
        @Tool(description = "Tells when the shop opens.")
        public String hours() {
            return "at eight";
        }

        @Tool(description = "Tells what there is.")
        public String menu() {
            return "bread";
        }
    }

    /** LiveKit Agents' {@code generate_reply(tools=…)}: what holds for one answer is told with it, and else nothing. */
    @Test
    void shouldTellAModelWhichToolsASingleReplyMayUse() throws Exception {
        SpeakingModel model = SpeakingModel.of("m", "Hello.", seconds(0.2));
        Agent agent = new Agent(AgentSpec.instructions("Be kind.").tools(FunctionTools.of(new Desk())));
        AgentSession session =
                Parley.session(kit.system()).agent(agent).realtime(model).build();
        await(session.start());

        await(session.generateReply(ReplyOptions.standard().withTools(List.of("hours")))
                .whenDone());
        await(session.generateReply().whenDone());
        await(session.close());

        assertThat(model.replies())
                .extracting(reply -> reply.tools()
                        .map(tools -> tools.stream().map(ToolDefinition::name).toList()))
                .containsExactly(Optional.of(List.of("hours")), Optional.empty());
    }

    @Test
    void shouldTellAModelThatSpeaksWhatIsForSpeechAndWhatHoldsForTheTimeBeing() throws Exception {
        SpeakingModel model = SpeakingModel.of("m", "Hello.", seconds(0.2));
        Agent agent = new Agent(AgentSpec.instructions(Instructions.of("Be kind.")
                .withAudio("Be brief.")
                .withText("Use lists.")
                .withDynamic("It is Sunday.")));
        AgentSession session =
                Parley.session(kit.system()).agent(agent).realtime(model).build();
        session.on(SessionEvent.class, events);
        await(session.start());

        agent.updateInstructions(agent.instructions().withDynamic("It is Monday."));
        session.generateReply();
        events.next(SessionEvent.SpeechFinished.class);
        await(session.close());

        assertThat(model.setups())
                .extracting(RealtimeSetup::instructions)
                .containsExactly("Be kind.\n\nBe brief.\n\nIt is Sunday.", "Be kind.\n\nBe brief.\n\nIt is Monday.");
    }
}
