package dev.parley.turn;

import dev.parley.metrics.ModelLabel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringTokenizer;

/**
 * The caller's side of the conversation since the last committed turn. Immutable; the caller is either {@link Speaking}
 * or {@link Silent}, and what has been recognised adds up until the turn is committed or cleared.
 *
 * @param transcript final transcripts so far, joined by spaces
 * @param interim what has been recognised of the utterance that is not final yet
 * @param finalAt when the newest final transcript came
 * @param firstSpeech when the caller began to speak in this turn
 * @param recognised how the final transcripts came about
 */
public record UserTurn(
        Voice voice,
        String transcript,
        String interim,
        Optional<Instant> finalAt,
        Optional<Instant> firstSpeech,
        Recognised recognised) {

    /**
     * How a turn's final transcripts came about.
     *
     * @param finals how many there are
     * @param confidenceSum their confidences, summed up
     * @param requestIds of the requests that they came from, as the recogniser's provider names them
     * @param recogniser of the newest, if that is known
     */
    public record Recognised(
            int finals, double confidenceSum, List<String> requestIds, Optional<ModelLabel> recogniser) {
        /** No final transcript. */
        public static final Recognised NOTHING = new Recognised(0, 0, List.of(), Optional.empty());

        public Recognised {
            requestIds = List.copyOf(requestIds);
        }

        /** Mean of the final transcripts' confidences, from 0 to 1; empty without one. */
        public Optional<Double> confidence() {
            return finals == 0 ? Optional.empty() : Optional.of(confidenceSum / finals);
        }

        /** With a final transcript more. */
        public Recognised with(double confidence, Optional<String> requestId, Optional<ModelLabel> by) {
            List<String> ids = new ArrayList<>(requestIds);
            requestId.filter(id -> !ids.contains(id)).ifPresent(ids::add);
            return new Recognised(finals + 1, confidenceSum + confidence, ids, by.or(() -> recogniser));
        }
    }

    /** Whether the caller's voice is heard. */
    public sealed interface Voice {}

    /**
     * The caller speaks.
     *
     * @param since real start of the speech, before it was detected
     * @param pausedAt since when it is silent, for a moment or for good
     */
    public record Speaking(Instant since, Optional<Instant> pausedAt) implements Voice {}

    /**
     * The caller is silent.
     *
     * @param since real end of the last speech; empty before the first
     */
    public record Silent(Optional<Instant> since) implements Voice {}

    /** Before anything was heard. */
    public static UserTurn initial() {
        return new UserTurn(
                new Silent(Optional.empty()), "", "", Optional.empty(), Optional.empty(), Recognised.NOTHING);
    }

    public boolean speaking() {
        return voice instanceof Speaking;
    }

    public UserTurn startedSpeaking(Instant since) {
        return new UserTurn(
                new Speaking(since, Optional.empty()),
                transcript,
                interim,
                finalAt,
                firstSpeech.or(() -> Optional.of(since)),
                recognised);
    }

    /** Silent since then; not known whether for good. No change unless the caller speaks. */
    public UserTurn pausedSpeaking(Instant at) {
        return voice instanceof Speaking speaking ? with(new Speaking(speaking.since(), Optional.of(at))) : this;
    }

    /** The silence was for a moment only. */
    public UserTurn resumedSpeaking() {
        return voice instanceof Speaking speaking ? with(new Speaking(speaking.since(), Optional.empty())) : this;
    }

    private UserTurn with(Voice newVoice) {
        return new UserTurn(newVoice, transcript, interim, finalAt, firstSpeech, recognised);
    }

    public UserTurn stoppedSpeaking(Instant at) {
        return new UserTurn(new Silent(Optional.of(at)), transcript, interim, finalAt, firstSpeech, recognised);
    }

    public UserTurn heardInterim(String text) {
        return new UserTurn(voice, transcript, text, finalAt, firstSpeech, recognised);
    }

    /** With a final transcript more, which takes the place of the interim one. */
    public UserTurn heardFinal(String text, Instant at) {
        return new UserTurn(voice, joined(transcript, text), "", Optional.of(at), firstSpeech, recognised);
    }

    /** The newest final transcript was recognised like this. */
    public UserTurn recognisedBy(double confidence, Optional<String> requestId, Optional<ModelLabel> recogniser) {
        return new UserTurn(
                voice, transcript, interim, finalAt, firstSpeech, recognised.with(confidence, requestId, recogniser));
    }

    /** The next turn: nothing recognised yet, the voice as it is. */
    public UserTurn next() {
        Optional<Instant> ongoing =
                voice instanceof Speaking speaking ? Optional.of(speaking.since()) : Optional.empty();
        return new UserTurn(voice, "", "", Optional.empty(), ongoing, Recognised.NOTHING);
    }

    /** Final transcripts and the interim one behind them. */
    public String transcriptSoFar() {
        return joined(transcript, interim.strip());
    }

    /** Number of words recognised, final and interim. */
    public int words() {
        return new StringTokenizer(transcriptSoFar()).countTokens();
    }

    /** When the caller has been speaking for this long; empty while silent, and in a pause that began before that. */
    public Optional<Instant> spokenFor(Duration time) {
        return voice instanceof Speaking speaking
                ? Optional.of(speaking.since().plus(time))
                        .filter(due -> speaking.pausedAt().filter(due::isAfter).isEmpty())
                : Optional.empty();
    }

    /**
     * When the turn is over unless the caller goes on: the end of the speech plus the delay. Empty while the caller
     * speaks and while nothing has been recognised; a transcript that comes later is what the turn waits for (LiveKit
     * Agents' rule: without a transcript there is no turn).
     */
    public Optional<Instant> endsAt(Duration endpointingDelay) {
        if (transcript.isEmpty() || !(voice instanceof Silent silent)) {
            return Optional.empty();
        }
        return silent.since().or(() -> finalAt).map(end -> end.plus(endpointingDelay));
    }

    /** Whether it is over unless the caller goes on: all that is missing is time. */
    public boolean ending() {
        return endsAt(Duration.ZERO).isPresent();
    }

    /** When the caller, having spoken in this turn, has been silent for this long; empty while it speaks. */
    public Optional<Instant> silentFor(Duration time) {
        if (firstSpeech.isEmpty() || !(voice instanceof Silent silent)) {
            return Optional.empty();
        }
        return silent.since().map(end -> end.plus(time));
    }

    private static String joined(String first, String second) {
        if (first.isEmpty() || second.isEmpty()) {
            return first + second;
        }
        return first + " " + second;
    }
}
