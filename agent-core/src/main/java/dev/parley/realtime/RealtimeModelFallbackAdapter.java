package dev.parley.realtime;

import dev.parley.audio.AudioFormat;
import dev.parley.resilience.AvailabilityChanged;
import dev.parley.resilience.FallbackAdapter;
import dev.parley.resilience.FallbackMembers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Realtime models that stand in for each other (LiveKit Agents' {@code RealtimeModelFallbackAdapter}). Thread-safe.
 *
 * <p>A conversation begins with the first model that is available. When its connection fails for good, the next one is told the
 * instructions, the tools and the conversation as it was heard, and goes on: an answer that had not begun is asked for again, one
 * that broke off is gone on with. What the caller was saying at that moment is lost. A model that failed is left out for the
 * cooldown, by all conversations; unlike other fallback adapters this one sends nobody to try it. When nobody is left the error
 * is the last one's, and ends the session.
 */
public final class RealtimeModelFallbackAdapter implements RealtimeModel, FallbackAdapter<RealtimeModel> {
    /** LiveKit Agents' time for which a model that failed is left out. */
    public static final Duration COOLDOWN = Duration.ofSeconds(10);

    /** What a session takes for granted of its model from its beginning to its end. */
    private static final Set<RealtimeCapability> SAME_OF_ALL = EnumSet.of(
            RealtimeCapability.AUDIO_OUTPUT, RealtimeCapability.TURN_DETECTION, RealtimeCapability.OVERLAPPING_SPEECH);

    /** What becomes of an answer that was asked for or being given when its model failed. */
    public enum OpenAnswer {
        /** The next model gives it, or goes on with it. LiveKit Agents' {@code regenerate_on_swap}. */
        REGENERATED,
        /** It ends where it was. */
        DROPPED
    }

    private final FallbackMembers<RealtimeModel> members;
    private final Duration cooldown;
    private final OpenAnswer openAnswer;
    private final InstantSource clock;
    private final Map<RealtimeModel, Instant> outUntil = new HashMap<>();

    private RealtimeModelFallbackAdapter(
            List<? extends RealtimeModel> members, Duration cooldown, OpenAnswer openAnswer, InstantSource clock) {
        this.members = new FallbackMembers<>(List.copyOf(members), RealtimeModel::name);
        this.cooldown = cooldown;
        this.openAnswer = openAnswer;
        this.clock = clock;
        requireAlike("input format", RealtimeModel::inputFormat);
        requireAlike("output format", RealtimeModel::outputFormat);
        for (RealtimeCapability capability : SAME_OF_ALL) {
            requireAlike(capability.name(), model -> model.can(capability));
        }
    }

    private void requireAlike(String what, Function<RealtimeModel, Object> of) {
        RealtimeModel first = members.all().get(0);
        for (RealtimeModel model : members.all()) {
            if (!of.apply(model).equals(of.apply(first))) {
                throw new IllegalArgumentException("realtime fallback members: " + what + " of " + first.name() + " is "
                        + of.apply(first) + ", of " + model.name() + " " + of.apply(model)
                        + " (expected: the same, or a session could not go on with the other)");
            }
        }
    }

    /**
     * Models with LiveKit Agents' options, the preferred one first.
     *
     * @throws IllegalArgumentException as the other factory
     */
    public static RealtimeModelFallbackAdapter of(RealtimeModel... members) {
        return of(List.of(members), COOLDOWN, OpenAnswer.REGENERATED);
    }

    /**
     * Models, the preferred one first.
     *
     * @param cooldown how long one that failed is left out
     * @throws IllegalArgumentException if there is none, or one twice, or if they differ in their audio formats, in who takes
     *     the turns, in whether they speak, or in whether they listen meanwhile
     */
    public static RealtimeModelFallbackAdapter of(
            List<? extends RealtimeModel> members, Duration cooldown, OpenAnswer openAnswer) {
        return new RealtimeModelFallbackAdapter(members, cooldown, openAnswer, InstantSource.system());
    }

    /** The same adapter by another clock. */
    RealtimeModelFallbackAdapter by(InstantSource time) {
        return new RealtimeModelFallbackAdapter(members.all(), cooldown, openAnswer, time);
    }

    /** The name of the one that would be asked next. */
    @Override
    public String name() {
        return next().orElse(members.all().get(0)).name();
    }

    /** What all members can do. */
    @Override
    public Set<RealtimeCapability> capabilities() {
        Set<RealtimeCapability> all = EnumSet.allOf(RealtimeCapability.class);
        members.all().forEach(model -> all.retainAll(model.capabilities()));
        return Set.copyOf(all);
    }

    @Override
    public AudioFormat inputFormat() {
        return members.all().get(0).inputFormat();
    }

    @Override
    public AudioFormat outputFormat() {
        return members.all().get(0).outputFormat();
    }

    @Override
    public RealtimeSession open(RealtimeSetup setup, Consumer<? super RealtimeEvent> listener) {
        FallbackRealtimeSession session = new FallbackRealtimeSession(this, setup, listener);
        session.begin();
        return session;
    }

    @Override
    public List<RealtimeModel> members() {
        return members.all();
    }

    @Override
    public boolean available(RealtimeModel member) {
        return members.available(member);
    }

    @Override
    public void onAvailabilityChanged(Consumer<AvailabilityChanged> listener) {
        members.onAvailabilityChanged(listener);
    }

    // --- for its sessions

    InstantSource clock() {
        return clock;
    }

    OpenAnswer openAnswer() {
        return openAnswer;
    }

    /** The first that is available, once those are whose cooldown is over. */
    Optional<RealtimeModel> next() {
        members.all().stream().filter(this::cooledDown).forEach(members::recovered);
        return members.all().stream().filter(members::available).findFirst();
    }

    private boolean cooledDown(RealtimeModel member) {
        synchronized (outUntil) {
            Instant until = outUntil.get(member);
            return until != null && !clock.instant().isBefore(until);
        }
    }

    void failed(RealtimeModel member, Throwable failure) {
        synchronized (outUntil) {
            outUntil.put(member, clock.instant().plus(cooldown));
        }
        members.failed(member, failure);
    }

    void served(RealtimeModel member) {
        members.served(member);
    }
}
