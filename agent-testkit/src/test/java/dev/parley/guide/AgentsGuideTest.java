package dev.parley.guide;

import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentModels;
import dev.parley.agent.AgentSpec;
import dev.parley.agent.AgentTask;
import dev.parley.agent.TaskGroup;
import dev.parley.agent.TurnContext;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.Instructions;
import dev.parley.chat.Modality;
import dev.parley.session.AgentSession;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.tool.FunctionTools;
import dev.parley.tool.Param;
import dev.parley.tool.RunContext;
import dev.parley.tool.StopResponse;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolOutcome;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What the guide's page on agents shows, as it runs. */
class AgentsGuideTest {

    // snippet: handoff
    public static final class Transfer {
        @Tool(description = "Connects the caller with the billing department.")
        public Agent billing() {
            return new Billing();
        }

        @Tool(description = "Connects the caller with a manager.")
        public ToolOutcome manager(RunContext context) {
            Agent manager = new Agent(AgentSpec.instructions("You are the manager.")
                    .id("manager")
                    .chatContext(context.session().history()));
            return ToolOutcome.HandOff.to(manager, "The manager is about to take over.");
        }
    }

    static final class Billing extends Agent {
        Billing() {
            super(AgentSpec.instructions("You answer questions about bills."));
        }

        @Override
        public void onEnter(AgentSession session) {
            session.say("Hello, this is billing.");
        }
    }
    // end: handoff

    // snippet: models
    /** Listens to a whole meeting, and says nothing. */
    static Agent minutes() {
        return new Agent(AgentSpec.instructions("").id("minutes").withoutLlm());
    }

    /** Answers in text, whatever voice the session has, and reads aloud from when it is asked to. */
    static final class Writer extends Agent {
        Writer() {
            super(AgentSpec.instructions("You answer by chat.").withoutTts());
        }

        @Tool(description = "Reads the answers aloud from now on.")
        public void readAloud() {
            updateModels(models -> AgentModels.inherited());
        }
    }
    // end: models

    // snippet: instructions
    static Agent clerk() {
        return new Agent(AgentSpec.instructions(Instructions.of("You take orders for a bakery.")
                .withAudio("Answer in one short sentence, without lists.")
                .withText("Use lists where they help.")));
    }

    /** What changes stands behind what a provider's prompt cache knows already. */
    static void opened(Agent clerk, String today) {
        clerk.updateInstructions(clerk.instructions().withDynamic("Today is " + today + "."));
    }
    // end: instructions

    // snippet: task
    static final class AskName extends AgentTask<String> {
        AskName() {
            super(AgentSpec.instructions("Find out the caller's name."));
            updateTools(FunctionTools.of(this));
        }

        @Override
        public void onEnter(AgentSession session) {
            session.say("What is your name?");
        }

        @Tool(description = "Call this with the caller's name.")
        public void record(@Param("the name") String name) {
            complete(name);
        }
    }

    public static final class Booking {
        @Tool(description = "Books a table.")
        public CompletionStage<String> book(RunContext context) {
            return new AskName().run(context).thenApply(name -> "booked for " + name);
        }
    }
    // end: task

    public static final class GroupBooking {
        // snippet: group
        @Tool(description = "Books a table.")
        public CompletionStage<String> book(RunContext context) {
            return new TaskGroup()
                    .add("name", "Finds out the caller's name.", AskName::new)
                    .add("companion", "Finds out the name of a second guest.", AskName::new)
                    .run(context)
                    .thenApply(done -> "booked for " + done.results().values());
        }
        // end: group
    }

    // snippet: turn
    static final class Librarian extends Agent {
        Librarian() {
            super(AgentSpec.instructions("You help to find books."));
        }

        @Override
        public void onUserTurnCompleted(TurnContext turnContext, ChatMessage newMessage) {
            if (newMessage.text().startsWith("Excuse me")) {
                throw new StopResponse(); // said to somebody else
            }
            turnContext.addMessage(ChatRole.SYSTEM, "In stock: three copies.");
        }
    }
    // end: turn

    @Test
    void shouldHandOff() {
        CallRecording call = CallScript.create()
                .agent(new Agent(
                        AgentSpec.instructions("You are the reception.").tools(FunctionTools.of(new Transfer()))))
                .userTypes(seconds(1), "billing please")
                .modelAnswers("billing please", ScriptedReply.of("").calling("billing", "{}"))
                .run();

        assertThat(call.playbacks().get(0).heard()).isEqualTo("Hello, this is billing.");
        assertThat(call.state().profile().agentId()).isEqualTo("billing");
    }

    @Test
    void shouldWaitForTheTask() {
        CallRecording call = booking(new Booking())
                .userTypes(seconds(10), "Anna")
                .modelAnswers("Anna", ScriptedReply.of("").calling("record", "{\"name\":\"Anna\"}"))
                .modelAnswers("booked for Anna", ScriptedReply.of("Your table is booked, Anna."))
                .run();

        assertThat(call.playbacks().get(1).heard()).isEqualTo("Your table is booked, Anna.");
    }

    @Test
    void shouldWaitForTheGroup() {
        CallRecording call = booking(new GroupBooking())
                .userTypes(seconds(10), "Anna")
                .modelAnswers("Anna", ScriptedReply.of("").calling("record", "{\"name\":\"Anna\"}"))
                .userTypes(seconds(20), "Ben")
                .modelAnswers("Ben", ScriptedReply.of("").calling("record", "{\"name\":\"Ben\"}"))
                .modelAnswers("booked for [Anna, Ben]", ScriptedReply.of("Your table is booked."))
                .run();

        assertThat(call.playbacks().get(2).heard()).isEqualTo("Your table is booked.");
    }

    @Test
    void shouldLookAtTheTurnFirst() {
        CallRecording call = CallScript.create()
                .agent(new Librarian())
                .userTypes(seconds(1), "Excuse me a moment.")
                .userTypes(seconds(5), "Do you have it?")
                .modelAnswers("Do you have it?", ScriptedReply.of("Yes, three copies of it."))
                .run();

        assertThat(call.chat().messages())
                .extracting(ChatMessage::text)
                .containsExactly("Do you have it?", "Yes, three copies of it.");
    }

    private static CallScript booking(Object tools) {
        return CallScript.create()
                .agent(new Agent(AgentSpec.instructions("You take bookings.").tools(FunctionTools.of(tools))))
                .userTypes(seconds(1), "a table")
                .modelAnswers("a table", ScriptedReply.of("").calling("book", "{}"));
    }

    @Test
    void shouldListenAndWrite() {
        CallRecording call = CallScript.create()
                .agent(minutes())
                .userTypes(seconds(1), "Item one.")
                .hostUpdatesAgent(seconds(2), new Writer())
                .userTypes(seconds(3), "Are you there?")
                .modelAnswers("Are you there?", ScriptedReply.of("I am."))
                .run();

        assertThat(call.playbacks()).isEmpty();
        assertThat(call.chat().messages())
                .extracting(ChatMessage::text)
                .containsExactly("Item one.", "Are you there?", "I am.");
    }

    @Test
    void shouldTellItsClerkTheDay() {
        Agent clerk = clerk();
        opened(clerk, "Sunday");

        assertThat(clerk.instructions().renderWhole(Modality.AUDIO))
                .isEqualTo("You take orders for a bakery.\n\nAnswer in one short sentence, without lists.\n\n"
                        + "Today is Sunday.");
    }
}
