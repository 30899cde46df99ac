package dev.parley.session.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.audio.AudioFormat;
import dev.parley.provider.Models;
import dev.parley.realtime.RealtimeCapability;
import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.RealtimeModel;
import dev.parley.realtime.RealtimeSession;
import dev.parley.realtime.RealtimeSetup;
import dev.parley.session.engine.Ears;
import dev.parley.turn.TurnDetection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** LiveKit Agents' {@code turn_detection="realtime_llm"}, and what stands in its place. */
class ModelChoiceTest {
    private static final Agent AGENT = new Agent(AgentSpec.instructions("Be kind."));
    private static final Models DETECTING = AbsentModels.create().withVad(format -> frame -> List.of());

    /** A model that can do this and is not asked to. */
    private record Capable(Set<RealtimeCapability> capabilities) implements RealtimeModel {

        @Override
        public String name() {
            return "capable";
        }

        @Override
        public AudioFormat inputFormat() {
            return AudioFormat.WIDEBAND;
        }

        @Override
        public AudioFormat outputFormat() {
            return AudioFormat.WIDEBAND;
        }

        @Override
        public RealtimeSession open(RealtimeSetup setup, Consumer<? super RealtimeEvent> listener) {
            throw new UnsupportedOperationException("open");
        }
    }

    private static ModelChoice realtime(Optional<Models> beside, RealtimeCapability... capabilities) {
        return ModelChoice.realtime(new Capable(Set.of(capabilities)), beside);
    }

    @ParameterizedTest
    @CsvSource({"AUTO", "VAD", "STT", "MANUAL"})
    void shouldListenItselfInAPipeline(TurnDetection wished) {
        assertThat(ModelChoice.pipeline(DETECTING).ears(wished, AGENT)).isEqualTo(Ears.SESSION);
    }

    @ParameterizedTest
    @CsvSource({"AUTO, MODEL_TAKES_TURNS", "REALTIME_LLM, MODEL_TAKES_TURNS", "VAD, MODEL", "MANUAL, MODEL"})
    void shouldLeaveTurnsToAModelThatFindsThemUnlessSomebodyElseIsAskedFor(TurnDetection wished, Ears listens) {
        ModelChoice models = realtime(
                Optional.of(DETECTING),
                RealtimeCapability.TURN_DETECTION,
                RealtimeCapability.CAN_DISABLE_TURN_DETECTION);

        assertThat(models.ears(wished, AGENT)).isEqualTo(listens);
    }

    @Test
    void shouldLeaveThemToAModelThatCannotDoOtherwise() {
        assertThat(realtime(Optional.of(DETECTING), RealtimeCapability.TURN_DETECTION)
                        .ears(TurnDetection.VAD, AGENT))
                .isEqualTo(Ears.MODEL_TAKES_TURNS);
    }

    @Test
    void shouldLeaveThemToTheModelWhereNobodyElseDetects() {
        ModelChoice alone = realtime(
                Optional.empty(), RealtimeCapability.TURN_DETECTION, RealtimeCapability.CAN_DISABLE_TURN_DETECTION);
        Agent detecting = new Agent(AgentSpec.instructions("Be kind.").vad(DETECTING.vad()));

        assertThat(alone.ears(TurnDetection.VAD, AGENT)).isEqualTo(Ears.MODEL_TAKES_TURNS);
        assertThat(alone.ears(TurnDetection.VAD, detecting)).isEqualTo(Ears.MODEL);
        assertThat(alone.ears(
                        TurnDetection.VAD,
                        new Agent(AgentSpec.instructions("Be kind.").withoutVad())))
                .isEqualTo(Ears.MODEL_TAKES_TURNS);
    }

    @Test
    void shouldFindTurnsItselfWhereTheModelDoesNot() {
        assertThat(realtime(Optional.of(DETECTING)).ears(TurnDetection.AUTO, AGENT))
                .isEqualTo(Ears.MODEL);
    }

    @Test
    void shouldRefuseToLeaveThemToNobody() {
        assertThatThrownBy(() -> realtime(Optional.of(DETECTING)).ears(TurnDetection.REALTIME_LLM, AGENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("turn-detection realtime-llm with capable");
        assertThatThrownBy(() -> ModelChoice.pipeline(DETECTING).ears(TurnDetection.REALTIME_LLM, AGENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no realtime model");
    }
}
