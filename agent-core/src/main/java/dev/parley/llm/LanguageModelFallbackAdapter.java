package dev.parley.llm;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Source;
import dev.parley.resilience.AvailabilityChanged;
import dev.parley.resilience.ConnectOptions;
import dev.parley.resilience.FallbackAdapter;
import dev.parley.resilience.FallbackMembers;
import dev.parley.resilience.FallbackSource;
import dev.parley.resilience.Retry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Language models that stand in for each other (LiveKit Agents' {@code llm.FallbackAdapter}). Thread-safe.
 *
 * <p>A request goes to the first available member. If that fails, the next one is asked, unless a piece of the answer has
 * been passed on. A member that failed is asked the same beside each request; its first piece brings it back.
 */
public final class LanguageModelFallbackAdapter implements LanguageModel, FallbackAdapter<LanguageModel> {
    private final ActorSystem<?> system;
    private final FallbackMembers<LanguageModel> members;
    private final Options options;

    /**
     * How the members are asked.
     *
     * @param connect for each member by itself
     * @param afterChunk what is done when a member fails in the middle of its answer
     * @param order who is asked first
     */
    public record Options(ConnectOptions connect, AfterChunk afterChunk, Order order) {
        private static final Options STANDARD = new Options(
                new ConnectOptions(0, Duration.ofMillis(500), Duration.ofSeconds(5)), AfterChunk.FAIL, Order.AS_LISTED);

        /** One attempt of 5 s each; an answer that has begun is never begun again; the first listed is preferred. */
        public static Options standard() {
            return STANDARD;
        }

        public Options withConnect(ConnectOptions newConnect) {
            return new Options(newConnect, afterChunk, order);
        }

        public Options withAfterChunk(AfterChunk newAfterChunk) {
            return new Options(connect, newAfterChunk, order);
        }

        public Options withOrder(Order newOrder) {
            return new Options(connect, afterChunk, newOrder);
        }
    }

    /** What is done when a member fails after a piece of its answer was passed on. */
    public enum AfterChunk {
        /** The answer ends with the failure; the next request goes to the next member. */
        FAIL,
        /** The next member answers from the beginning: whoever listens gets the first pieces twice. */
        START_OVER
    }

    /** Who is asked first. */
    public enum Order {
        AS_LISTED,
        /** The one that answered last, as long as it is available. */
        STICKY
    }

    private LanguageModelFallbackAdapter(ActorSystem<?> system, List<LanguageModel> members, Options options) {
        this.system = system;
        this.members = new FallbackMembers<>(members, LanguageModel::name);
        this.options = options;
    }

    /** Members with LiveKit Agents' options, the preferred one first. */
    public static LanguageModelFallbackAdapter of(ActorSystem<?> system, LanguageModel... members) {
        return of(system, List.of(members), Options.standard());
    }

    /**
     * Members, the preferred one first.
     *
     * @throws IllegalArgumentException if there is none, or one twice
     */
    public static LanguageModelFallbackAdapter of(
            ActorSystem<?> system, List<? extends LanguageModel> members, Options options) {
        return new LanguageModelFallbackAdapter(system, List.copyOf(members), options);
    }

    /** The name of the one that would be asked next. */
    @Override
    public String name() {
        return members.nextName();
    }

    /** What all members can do. */
    @Override
    public LanguageModelCapabilities capabilities() {
        return new LanguageModelCapabilities(
                members.all().stream().allMatch(member -> member.capabilities().toolCalls()),
                members.all().stream().allMatch(member -> member.capabilities().parallelToolCalls()));
    }

    @Override
    public Source<ChatChunk, NotUsed> chat(ChatRequest request) {
        return chat(request, member -> {});
    }

    /** The same; tells which member answers, with its first piece. */
    public Source<ChatChunk, NotUsed> chat(ChatRequest request, Consumer<? super LanguageModel> serving) {
        FallbackSource<LanguageModel, ChatChunk> answer = new FallbackSource<>(
                system, members, member -> ask(member, request), this::binds, () -> false, serving);
        return Source.lazySource(() -> answer.inOrder(order(answer)))
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    /** Where the one that served last comes first, the others are not passed by and have to be tried here. */
    private List<LanguageModel> order(FallbackSource<LanguageModel, ChatChunk> answer) {
        if (options.order() == Order.AS_LISTED) {
            return members.all();
        }
        if (!members.noneAvailable()) {
            members.all().forEach(answer::probe);
        }
        return members.lastServedFirst();
    }

    private Source<ChatChunk, NotUsed> ask(LanguageModel member, ChatRequest request) {
        return Retry.silently(member.name(), options.connect()).source(() -> member.chat(request));
    }

    private boolean binds(ChatChunk chunk) {
        return options.afterChunk() == AfterChunk.FAIL
                && !(chunk instanceof ChatChunk.Usage)
                && !(chunk instanceof ChatChunk.RequestId);
    }

    /** The preferred one only: the others are needed when it fails. */
    @Override
    public CompletionStage<Done> prewarm() {
        return members.all().get(0).prewarm();
    }

    @Override
    public List<LanguageModel> members() {
        return members.all();
    }

    @Override
    public boolean available(LanguageModel member) {
        return members.available(member);
    }

    @Override
    public void onAvailabilityChanged(Consumer<AvailabilityChanged> listener) {
        members.onAvailabilityChanged(listener);
    }
}
