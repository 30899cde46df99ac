package dev.parley.turn;

import dev.parley.chat.ChatContext;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletionStage;

/**
 * A model that reads a conversation and says how probable it is that the caller has finished: LiveKit Agents' turn detector. It
 * decides nothing by itself: below its threshold the session waits for {@link EndpointingOptions#maxDelay}, else for {@link
 * EndpointingOptions#minDelay}.
 *
 * <p>Thread-safe: sessions may share one. Its methods are called on a session's own thread and must not block.
 */
public interface TurnDetector {

    /** Provider and model, such as {@code livekit/turn-detector}. */
    String name();

    /**
     * The probability below which the caller is taken to go on.
     *
     * @param language as the recogniser tells it, such as {@code en}; empty if it does not
     * @return empty for a language that it does not support: turns end by silence alone
     */
    OptionalDouble unlikelyThreshold(Optional<String> language);

    /**
     * How probable it is that the turn is over, from 0 to 1.
     *
     * @param context the last six messages at most, ending with what the caller has said so far of its turn
     * @return fails if it cannot tell; completed later than {@link EndpointingOptions#predictionTimeout} it is not waited
     *     for. Cancelled when the caller has said more, and when its turn is over.
     */
    CompletionStage<Double> predictEndOfTurn(ChatContext context);
}
