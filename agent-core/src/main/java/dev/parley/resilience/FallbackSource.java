package dev.parley.resilience;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.japi.pf.PFBuilder;
import akka.stream.Graph;
import akka.stream.SourceShape;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One question that the members of a {@link FallbackAdapter} answer with a stream: the first that is available, and the next
 * one when it fails, until a piece was passed on that can't be taken back; the question may ask the next one for the rest. A member that is out is asked the same beside it,
 * and its first piece brings it back.
 *
 * @param <M> what the members are
 * @param <T> a piece of the answer
 */
public final class FallbackSource<M, T> {
    private final ActorSystem<?> system;
    private final FallbackMembers<M> members;
    private final Function<? super M, Source<T, NotUsed>> question;
    private final Predicate<? super T> binding;
    private final BooleanSupplier complete;
    private final Consumer<? super M> serving;

    /**
     * A question that nobody has been asked yet.
     *
     * @param question one member's answer
     * @param binding whether this piece binds the answer to its member: what fails after it is not asked again
     * @param complete whether nothing is left that another member could be asked for
     * @param serving is told which member answers, with its first piece
     */
    public FallbackSource(
            ActorSystem<?> system,
            FallbackMembers<M> members,
            Function<? super M, Source<T, NotUsed>> question,
            Predicate<? super T> binding,
            BooleanSupplier complete,
            Consumer<? super M> serving) {
        this.system = system;
        this.members = members;
        this.question = question;
        this.binding = binding;
        this.complete = complete;
        this.serving = serving;
    }

    /** The answer of the first of these members that can. */
    public Source<T, NotUsed> inOrder(List<M> order) {
        return next(order.iterator(), members.noneAvailable());
    }

    /** Asks a member that is out, for nobody; does nothing with one that is available. */
    public void probe(M member) {
        members.probe(member, () -> question.apply(member).runWith(Sink.head(), system));
    }

    private Source<T, NotUsed> next(Iterator<M> rest, boolean all) {
        while (rest.hasNext()) {
            M member = rest.next();
            if (all || members.available(member)) {
                return ask(member, rest, all);
            }
            probe(member);
        }
        return Source.failed(members.allFailed());
    }

    private Source<T, NotUsed> ask(M member, Iterator<M> rest, boolean all) {
        AtomicBoolean begun = new AtomicBoolean();
        AtomicBoolean bound = new AtomicBoolean();
        return question.apply(member)
                .map(piece -> {
                    if (!begun.getPlain()) {
                        begun.setPlain(true);
                        members.served(member);
                        serving.accept(member);
                    }
                    bound.setPlain(bound.getPlain() || binding.test(piece));
                    return piece;
                })
                .recoverWithRetries(
                        1,
                        new PFBuilder<Throwable, Graph<SourceShape<T>, NotUsed>>()
                                .matchAny(failure -> {
                                    members.failed(member, failure);
                                    if (bound.getPlain() || complete.getAsBoolean()) {
                                        return Source.failed(failure);
                                    }
                                    probe(member);
                                    return next(rest, all);
                                })
                                .build());
    }
}
