package dev.parley.session.engine;

import static dev.parley.session.engine.Agents.tool;
import static dev.parley.session.engine.Cases.STORY;
import static dev.parley.session.engine.Cases.assertClose;
import static dev.parley.session.engine.Cases.assertStates;
import static dev.parley.session.engine.Cases.assistantMessages;
import static dev.parley.session.engine.Cases.at;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.session.AgentState;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallRecording.Playback;
import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.turn.PreemptiveGeneration;
import dev.parley.turn.TurnOptions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The timed cases of what the agent says, as {@link TimedRulesTest}: predicted from the rule for any delays. */
class TimedSpeechRulesTest {
    private static final List<PreemptiveGeneration> AHEAD = List.of(
            PreemptiveGeneration.off(),
            PreemptiveGeneration.standard(),
            PreemptiveGeneration.standard().withTts());

    static LongStream seeds() {
        return LongStream.range(1, 41);
    }

    /** The rule of case 3 for the agent's own setting: nothing waits for what it does not need, nothing is heard before the turn. */
    @ParameterizedTest // case 4
    @MethodSource("seeds")
    void shouldWorkAheadAsTheAgentsOwnSettingSaysWhateverTheSessions(long seed) {
        Delays d = new Delays(seed);
        int session = (int) (seed % 3);
        int own = (int) (seed / 3 % 3);
        TurnOptions[] turns = new TurnOptions[1];
        CallScript script = d.call()
                .turns(options -> turns[0] = options)
                .turns(options -> options.withPreemptive(AHEAD.get(session)));
        CallRecording call = script.agent(new Agent(
                        AgentSpec.instructions("Tell stories.").turns(turns[0].withPreemptive(AHEAD.get(own)))))
                .run();

        double transcript = d.spoken + d.stt;
        double heard = switch (own) {
            case 0 -> d.speaks();
            case 1 -> Math.max(d.turn(), transcript + d.model) + d.voice;
            default -> Math.max(d.turn(), transcript + d.model + d.voice);
        };
        assertThat(call.playbacks()).singleElement().satisfies(playback -> {
            assertClose(playback.started(), heard);
            assertThat(playback.heard()).isEqualTo(STORY);
        });
    }

    @ParameterizedTest // case 5
    @MethodSource("seeds")
    void shouldPlaySegmentsUpToTheInterruptionAndMakeOneMessageOfThem(long seed) {
        Delays d = new Delays(seed);
        double first = d.between(0.8, 8);
        double second = d.between(0.8, 8);
        double begins = d.speaks();
        double speaks = begins + d.between(0.06, first + second + 1) + 0.005; // never the end of a segment
        CallRecording call = d.call()
                .modelAnswers(
                        "Tell me a story.",
                        ScriptedReply.of("Hello there. " + ScriptedReply.FLUSH + "How are you?")
                                .timed(seconds(d.model), seconds(d.model)))
                .voiceSpeaks("Hello there.", voice(first, d.voice))
                .voiceSpeaks("How are you?", voice(second, d.voice))
                .userSpeaks(seconds(speaks), seconds(speaks + 1), "Stop!")
                .run();

        double between = begins + first; // the second segment's voice is ready by then: both texts came at once
        double cut = Math.min(speaks + 0.5, between + second);
        List<Playback> playbacks = call.playbacks();
        assertThat(playbacks).hasSize(cut <= between ? 1 : 2);
        assertClose(playbacks.get(playbacks.size() - 1).ended(), cut);
        assertThat(assistantMessages(call))
                .hasSizeLessThanOrEqualTo(1)
                .allSatisfy(message -> assertThat(message.text())
                        .isEqualTo(playbacks.stream()
                                .map(Playback::heard)
                                .filter(text -> !text.isEmpty())
                                .collect(Collectors.joining(" "))));
    }

    private static ScriptedVoice voice(double audio, double first) {
        return ScriptedVoice.of(seconds(audio)).timed(seconds(first), seconds(first));
    }

    /** The tool starts when its call is there; its answer is thought once it is done and what was said before was heard. */
    @ParameterizedTest // case 26
    @MethodSource("seeds")
    void shouldAnswerAToolWhenItIsDoneAndItsPreambleWasHeard(long seed) {
        Delays d = new Delays(seed);
        double preamble = d.between(0.3, 5);
        double takes = d.between(0, 8);
        double thinks = d.between(0.1, 2);
        double answer = d.between(0.3, 4);
        CallRecording call = d.call()
                .modelAnswers(
                        "Tell me a story.",
                        ScriptedReply.of("Let me look.")
                                .timed(seconds(d.model), seconds(d.model))
                                .calling("library", "{}"))
                .voiceSpeaks("Let me look.", voice(preamble, d.voice))
                .tool(tool("library", context -> "found"), seconds(takes))
                .modelAnswers("found", ScriptedReply.of("Here it is.").timed(seconds(thinks), seconds(thinks)))
                .voiceSpeaks("Here it is.", voice(answer, d.voice))
                .run();

        double said = d.speaks() + preamble;
        double again = Math.max(said, d.turn() + d.model + takes) + thinks + d.voice;
        assertStates(
                call.agentStates(),
                List.of(
                        at(AgentState.LISTENING, 0),
                        at(AgentState.THINKING, d.turn()),
                        at(AgentState.SPEAKING, d.speaks()),
                        at(AgentState.THINKING, said),
                        at(AgentState.SPEAKING, again),
                        at(AgentState.LISTENING, again + answer)));
    }
}
