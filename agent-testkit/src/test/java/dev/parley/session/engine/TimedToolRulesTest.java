package dev.parley.session.engine;

import static dev.parley.session.engine.Agents.spec;
import static dev.parley.session.engine.Agents.tool;
import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.agent.TurnContext;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.session.SessionEvent;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallRecording.Playback;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.turn.PreemptiveGeneration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Timed cases of tools: their rules with other times. */
class TimedToolRulesTest {

    static LongStream seeds() {
        return LongStream.range(1, 41);
    }

    /** Says something about each turn before it is answered. */
    private static final class Checking extends Agent {
        Checking(AgentSpec spec) {
            super(spec);
        }

        @Override
        public void onUserTurnCompleted(TurnContext turn, ChatMessage message) {
            turn.session().say("Let me check that.");
        }
    }

    /** The rule: what is said as the turn is completed comes first, then the model's calls, then the answer to them. */
    @ParameterizedTest // case 6
    @MethodSource("seeds")
    void shouldSayBeforeItRepliesHoweverLongItTakes(long seed) {
        Delays d = new Delays(seed);
        boolean ahead = seed % 2 == 0;
        double said = d.between(0.3, 4);
        double takes = d.between(0, 3);
        ScriptedReply calls =
                ScriptedReply.of("").timed(seconds(d.model), seconds(d.model)).calling("lookup", "{}");
        CallRecording call = CallScript.create()
                .turns(turns -> ahead ? turns : turns.withPreemptive(PreemptiveGeneration.off()))
                .agent(new Checking(spec("host", tool("lookup", context -> "it is sunny"))))
                .tool(tool("lookup", context -> "it is sunny"), seconds(takes))
                .userSpeaks(seconds(0.5), seconds(2.5), "What is the weather?")
                .modelAnswers("What is the weather?", calls)
                .modelAnswers("", calls) // what it reads last is what it has said itself
                .modelAnswers("it is sunny", ScriptedReply.of("The sun is shining."))
                .voiceSpeaks(
                        "Let me check that.", ScriptedVoice.of(seconds(said)).timed(seconds(d.voice), seconds(d.voice)))
                .run();

        double over = 3.0 + d.voice + said;
        double called = ahead ? Math.max(over, 2.7 + d.model) : over + d.model;
        assertClose(call.playbacks().get(0).started(), 3.0 + d.voice);
        assertClose(Agents.times(call, Effect.RunTool.class).get(0), called);
        assertThat(call.playbacks())
                .extracting(Playback::heard)
                .containsExactly("Let me check that.", "The sun is shining.");
        assertClose(call.playbacks().get(1).started(), called + takes + 0.3 + 0.2);
    }

    /** The rule: a tool goes on to its own end, its call and output are kept once and in order, and nobody answers them. */
    @ParameterizedTest // case 30
    @MethodSource("seeds")
    void shouldKeepTheResultOfAToolWhoseReplyWasInterrupted(long seed) {
        Delays d = new Delays(seed);
        double begun = d.turn() + d.model;
        double from = begun + d.between(0.1, 1);
        double to = from + d.between(0.6, 1.5);
        double next = to + Math.max(d.endpointing, d.stt);
        double ends = next + d.between(0.1, 3);
        CallRecording call = d.call()
                .modelAnswers(
                        "Tell me a story.",
                        ScriptedReply.of("")
                                .timed(seconds(d.model), seconds(d.model))
                                .calling("lookup", "{}"))
                .tool(tool("lookup", context -> "it is sunny"), seconds(ends - begun))
                .modelAnswers("it is sunny", ScriptedReply.of("The sun is shining."))
                .userSpeaks(seconds(from), seconds(to), "Never mind.")
                .run();

        assertThat(call.playbacks()).isEmpty();
        assertThat(call.events(SessionEvent.FunctionToolsExecuted.class))
                .singleElement()
                .satisfies(executed -> assertClose(CallRecording.since(executed.at()), ends));
        List<ChatItem> items = call.chat().items();
        assertThat(Agents.items(call.chat(), FunctionCall.class)).hasSize(1);
        assertThat(Agents.items(call.chat(), FunctionCallOutput.class))
                .singleElement()
                .satisfies(output -> {
                    assertThat(output.output()).isEqualTo("it is sunny");
                    assertThat(items.indexOf(output))
                            .isGreaterThan(items.indexOf(Agents.items(call.chat(), FunctionCall.class)
                                    .get(0)));
                });
    }
}
