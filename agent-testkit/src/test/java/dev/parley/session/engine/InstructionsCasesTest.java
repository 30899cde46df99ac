package dev.parley.session.engine;

import static dev.parley.session.engine.Agents.items;
import static dev.parley.session.engine.Agents.requests;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.agent.TurnContext;
import dev.parley.chat.AgentConfigUpdate;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.Instructions;
import dev.parley.chat.Modality;
import dev.parley.session.ReplyOptions;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.turn.PreemptiveGeneration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which instructions a model reads: LiveKit Agents' {@code Instructions}, by the modality of what is answered. */
class InstructionsCasesTest {
    private static final Instructions BOTH =
            Instructions.of("Be kind.").withAudio("Be brief.").withText("Use lists.");
    private static final String SPOKEN = "Be kind.\n\nBe brief.";
    private static final String TYPED = "Be kind.\n\nUse lists.";

    private static CallScript script(Agent agent) {
        return CallScript.create()
                .agent(agent)
                .modelAnswers("Hello?", ScriptedReply.of("Hello."))
                .modelAnswers("Bye.", ScriptedReply.of("Goodbye."));
    }

    private static Agent agent(Instructions instructions) {
        return new Agent(AgentSpec.instructions(instructions).id("agent"));
    }

    private static List<String> instructionsOf(CallRecording call) {
        return requests(call).stream().map(Agents::instructions).toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTellTheModelWhatSuitsTheTurn(boolean ahead) {
        CallRecording call = script(agent(BOTH))
                .turns(turns -> ahead ? turns : turns.withPreemptive(PreemptiveGeneration.off()))
                .userSpeaks(seconds(0.5), seconds(1.5), "Hello?")
                .userTypes(seconds(10), "Bye.")
                .run();

        assertThat(instructionsOf(call)).containsExactly(SPOKEN, TYPED);
    }

    @Test
    void shouldTellTheSameAfterTheAgentsOwnCodeHasSeenTheTurn() {
        Agent looks = new Agent(AgentSpec.instructions(BOTH).id("looks")) {
            @Override
            public void onUserTurnCompleted(TurnContext turnContext, ChatMessage newMessage) {
                turnContext.addMessage(dev.parley.chat.ChatRole.ASSISTANT, "Noted.");
            }
        };
        CallRecording call = script(looks)
                .turns(turns -> turns.withPreemptive(PreemptiveGeneration.off()))
                .userSpeaks(seconds(0.5), seconds(1.5), "Hello?")
                .userTypes(seconds(10), "Bye.")
                .run();

        assertThat(instructionsOf(call)).containsExactly(SPOKEN, TYPED);
    }

    @Test
    void shouldTakeARequestedReplyForOneToTextUnlessItSaysOtherwise() {
        CallRecording call = script(agent(BOTH))
                .hostAsksForReply(seconds(1), "written", ReplyOptions.standard())
                .hostAsksForReply(seconds(2), "spoken", ReplyOptions.standard().withInputModality(Modality.AUDIO))
                .run();

        assertThat(instructionsOf(call)).containsExactly(TYPED, SPOKEN);
    }

    @Test
    void shouldRenderTheInstructionsOfOneReplyAsWell() {
        CallRecording call = script(agent(BOTH))
                .hostAsksForReply(
                        seconds(1),
                        "asked",
                        ReplyOptions.to(Modality.AUDIO)
                                .withInstructions(Instructions.of("Greet.").withAudio("Sing.")))
                .run();

        List<ChatMessage> read = requests(call).get(0).context().messages();
        assertThat(read).extracting(ChatMessage::text).containsExactly(SPOKEN, "Greet.\n\nSing.");
    }

    @Test
    void shouldKeepTheDynamicPartInAMessageOfItsOwnBehindTheRest() {
        Agent agent = agent(BOTH.withDynamic("It is Sunday."));
        CallRecording call = script(agent)
                .userTypes(seconds(1), "Hello?")
                .hostDoes(
                        seconds(8),
                        session -> agent.updateInstructions(agent.instructions().withDynamic("It is Monday.")))
                .userTypes(seconds(10), "Bye.")
                .hostDoes(
                        seconds(18),
                        session -> agent.updateInstructions(agent.instructions().withoutDynamic()))
                .userTypes(seconds(20), "Hello?")
                .run();

        assertThat(instructionsOf(call)).as("what a prompt cache is about").containsOnly(TYPED);
        assertThat(requests(call).get(0).context().items())
                .extracting(ChatItem::id)
                .startsWith(ChatMessage.INSTRUCTIONS_ID, ChatMessage.DYNAMIC_INSTRUCTIONS_ID);
        assertThat(dynamicOf(call)).containsExactly("It is Sunday.", "It is Monday.", "");
        assertThat(items(call.chat(), AgentConfigUpdate.class))
                .extracting(update -> update.instructions().orElse(""))
                .containsExactly(SPOKEN + "\n\nIt is Sunday.", SPOKEN + "\n\nIt is Monday.", SPOKEN);
    }

    private static List<String> dynamicOf(CallRecording call) {
        return requests(call).stream()
                .map(request -> request.context()
                        .byId(ChatMessage.DYNAMIC_INSTRUCTIONS_ID)
                        .map(item -> ((ChatMessage) item).text())
                        .orElse(""))
                .toList();
    }

    @Test
    void shouldThinkAnewWhenTheDynamicPartChangesBeforeTheTurnIsOver() {
        Agent agent = agent(BOTH.withDynamic("It is Sunday."));
        CallRecording call = script(agent)
                .userSpeaks(seconds(0.5), seconds(2.5), "Hello?")
                .hostDoes(
                        seconds(2.8),
                        session -> agent.updateInstructions(agent.instructions().withDynamic("It is Monday.")))
                .run();

        assertThat(dynamicOf(call)).containsExactly("It is Sunday.", "It is Monday.");
        assertThat(call.playbacks()).hasSize(1);
    }
}
