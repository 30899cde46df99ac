package dev.parley.session.internal;

import dev.parley.agent.Agent;
import dev.parley.audio.AudioFormat;
import dev.parley.provider.Models;
import dev.parley.realtime.RealtimeCapability;
import dev.parley.realtime.RealtimeModel;
import dev.parley.session.engine.Abilities;
import dev.parley.session.engine.Ears;
import dev.parley.tts.TextToSpeech;
import dev.parley.turn.TurnDetection;
import dev.parley.vad.VoiceActivityDetector;
import java.util.Optional;

/**
 * The models of a session.
 *
 * @param models for what an agent does not bring itself
 * @param realtime the model that hears, and speaks if it can, in place of recogniser and language model
 */
public record ModelChoice(Models models, Optional<RealtimeModel> realtime) {

    /** Recogniser, language model and voice, one after the other. */
    public static ModelChoice pipeline(Models models) {
        return new ModelChoice(models, Optional.empty());
    }

    /** A realtime model; the others, if any, give it a voice and a detector where it has none. */
    public static ModelChoice realtime(RealtimeModel model, Optional<Models> beside) {
        return new ModelChoice(beside.orElseGet(AbsentModels::create), Optional.of(model));
    }

    Models of(Agent agent) {
        return models.withVad(agent.vad().orElse(models.vad()))
                .withStt(agent.stt().orElse(models.stt()))
                .withLlm(agent.llm().orElse(models.llm()))
                .withTts(agent.tts().orElse(models.tts()));
    }

    /** The format of the agent's voice, whoever makes it. */
    AudioFormat spokenFormat(Agent agent) {
        return realtime.filter(model -> model.can(RealtimeCapability.AUDIO_OUTPUT))
                .map(RealtimeModel::outputFormat)
                .orElseGet(() -> agent.tts()
                        .filter(voice -> !voice.equals(TextToSpeech.none())) // the next agent may have one
                        .orElse(models.tts())
                        .format());
    }

    /**
     * Who finds the caller's turns.
     *
     * @throws IllegalArgumentException if those who are to find them are not there
     */
    Ears ears(TurnDetection wished, Agent agent) {
        boolean finds = realtime.filter(model -> model.can(RealtimeCapability.TURN_DETECTION))
                .isPresent();
        if (wished == TurnDetection.REALTIME_LLM && !finds) {
            throw new IllegalArgumentException("turn-detection realtime-llm with "
                    + realtime.map(RealtimeModel::name).orElse("no realtime model")
                    + " (expected: realtime(…) with a model that finds turns, or turn-detection auto)");
        }
        if (realtime.isEmpty()) {
            return Ears.SESSION;
        }
        boolean left = wished != TurnDetection.MANUAL && !(wished == TurnDetection.VAD && detectsInItsPlace(agent));
        return finds && left ? Ears.MODEL_TAKES_TURNS : Ears.MODEL;
    }

    /** LiveKit Agents' rule: who asks for the session's detector gets it if the model's can be switched off. */
    private boolean detectsInItsPlace(Agent agent) {
        VoiceActivityDetector detector = agent.vad().orElse(models.vad());
        boolean detects = !detector.equals(AbsentModels.DETECTOR) && !detector.equals(VoiceActivityDetector.none());
        return detects
                && realtime.filter(model -> model.can(RealtimeCapability.CAN_DISABLE_TURN_DETECTION))
                        .isPresent();
    }

    Abilities abilitiesOf(Agent agent) {
        return realtime.isPresent() ? Abilities.ofRealtime(agent) : Abilities.of(agent, models);
    }
}
