package dev.parley.worker.livekit.internal;

import dev.parley.livekit.proto.AvailabilityResponse;
import dev.parley.livekit.proto.JobAssignment;
import dev.parley.livekit.proto.WorkerMessage;
import dev.parley.worker.JobAcceptArguments;
import dev.parley.worker.job.JobSlots;
import dev.parley.worker.livekit.internal.LinkEffect.Outcome;
import dev.parley.worker.livekit.internal.LinkEffect.Severity;
import dev.parley.worker.livekit.internal.LinkState.AssignedJob;
import dev.parley.worker.livekit.internal.LinkState.Intake;
import dev.parley.worker.livekit.internal.LinkState.Offer;
import java.util.List;
import java.util.Optional;

/**
 * Offers, from their arrival until they are assigned or given up. Each holds a place; each is answered once, on the connection
 * that it came on.
 */
final class OfferDesk {
    private final LinkSettings settings;
    private final LinkDraft draft;

    OfferDesk(LinkSettings settings, LinkDraft draft) {
        this.settings = settings;
        this.draft = draft;
    }

    void offered(LinkEvent.Offered event) {
        draft.workload = event.workload();
        String id = event.job().getId();
        Optional<Offer> known = Optional.ofNullable(draft.offers.get(id));
        if (!draft.is(LinkPhase.REGISTERED)) {
            giveBack(event);
        } else if (known.isPresent()) {
            giveBack(event);
            offeredAgain(known.get());
        } else if (draft.jobs.containsKey(id)) {
            refuse(event, Outcome.DUPLICATE);
        } else if (draft.intake == Intake.DRAINING) {
            refuse(event, Outcome.DRAINING);
        } else if (event.place().isEmpty()) {
            refuse(event, Outcome.FULL);
        } else if (expectedLoad() >= settings.loadThreshold()) {
            refuse(event, Outcome.BUSY);
        } else {
            Offer offer =
                    new Offer(++draft.lastOffer, event.job(), event.place().get(), Offer.Stage.ASKED);
            draft.offers.put(id, offer);
            draft.start(timer(LinkTimer.Kind.REQUEST, offer), settings.times().request());
            draft.add(new LinkEffect.AskHandler(offer.number(), offer.job()));
        }
    }

    /** Of all jobs that run, with those that are promised. */
    double expectedLoad() {
        int running = draft.jobs.size();
        return draft.workload.expected(running, draft.offers.size());
    }

    private void giveBack(LinkEvent.Offered event) {
        event.place().ifPresent(place -> draft.add(new LinkEffect.Release(place)));
    }

    /** One who is still thinking will answer both; a yes that the server has forgotten is told again. */
    private void offeredAgain(Offer known) {
        if (known.stage() == Offer.Stage.ACCEPTED) {
            draft.report(
                    Severity.WARN,
                    "job " + known.job().getId() + " offered again while its assignment is due; refused");
            no(known.job().getId(), false);
        }
    }

    private void refuse(LinkEvent.Offered event, Outcome outcome) {
        giveBack(event);
        no(event.job().getId(), false);
        draft.add(new LinkEffect.OfferSettled(0, outcome));
        draft.reportSoon();
    }

    void answered(LinkEvent.RequestAnswered event) {
        draft.offers.values().stream()
                .filter(offer -> offer.number() == event.offer() && offer.stage() == Offer.Stage.ASKED)
                .findFirst()
                .ifPresent(offer -> answer(offer, event.answer()));
    }

    private void answer(Offer offer, OfferAnswer answer) {
        draft.cancel(timer(LinkTimer.Kind.REQUEST, offer));
        if (answer instanceof OfferAnswer.Accept accept && draft.intake == Intake.OPEN) {
            accept(offer, accept.arguments().of(offer.job().getId()));
        } else if (answer instanceof OfferAnswer.Accept) {
            decline(offer, Outcome.DRAINING);
        } else if (answer instanceof OfferAnswer.None none) {
            draft.report(Severity.WARN, "job " + offer.job().getId() + " rejected: " + none.why());
            decline(offer, Outcome.UNANSWERED);
        } else {
            settle(offer, Outcome.REJECTED);
            no(offer.job().getId(), answer instanceof OfferAnswer.Terminate);
        }
    }

    private void accept(Offer offer, JobAcceptArguments arguments) {
        draft.offers.put(
                offer.job().getId(), new Offer(offer.number(), offer.job(), offer.place(), Offer.Stage.ACCEPTED));
        draft.send(WorkerMessage.newBuilder()
                .setAvailability(AvailabilityResponse.newBuilder()
                        .setJobId(offer.job().getId())
                        .setAvailable(true)
                        .setParticipantIdentity(arguments.identity())
                        .setParticipantName(arguments.name())
                        .setParticipantMetadata(arguments.metadata())
                        .putAllParticipantAttributes(arguments.attributes())));
        draft.start(timer(LinkTimer.Kind.ASSIGNMENT, offer), settings.times().assignment());
        draft.add(new LinkEffect.OfferSettled(offer.number(), Outcome.ACCEPTED));
        if (offer.place() instanceof JobSlots.Reservation) {
            draft.add(new LinkEffect.Prepare());
        }
        draft.reportSoon();
    }

    private void decline(Offer offer, Outcome outcome) {
        settle(offer, outcome);
        no(offer.job().getId(), false);
    }

    private void settle(Offer offer, Outcome outcome) {
        draft.offers.remove(offer.job().getId());
        draft.add(new LinkEffect.Release(offer.place()));
        draft.add(new LinkEffect.OfferSettled(offer.number(), outcome));
        draft.reportSoon();
    }

    private void no(String jobId, boolean terminate) {
        draft.send(WorkerMessage.newBuilder()
                .setAvailability(AvailabilityResponse.newBuilder()
                        .setJobId(jobId)
                        .setAvailable(false)
                        .setTerminate(terminate)));
    }

    /** The handler has taken too long. */
    void requestOverdue(long number) {
        answered(new LinkEvent.RequestAnswered(
                number,
                new OfferAnswer.None("no answer of the request handler (expected: within "
                        + settings.times().request().toMillis() + " ms); see parley.worker.livekit.request-timeout")));
    }

    /** The assignment has not come: the place is free again. */
    void assignmentOverdue(long number) {
        draft.offers.values().stream()
                .filter(offer -> offer.number() == number && offer.stage() == Offer.Stage.ACCEPTED)
                .findFirst()
                .ifPresent(offer -> {
                    drop(offer);
                    draft.report(
                            Severity.WARN,
                            "job " + offer.job().getId() + ": not assigned (expected: within "
                                    + settings.times().assignment().toMillis() + " ms of being accepted)");
                });
    }

    /** Whether the assignment is of a job that was accepted; it is the worker's then. */
    boolean assigned(JobAssignment assignment) {
        String id = assignment.getJob().getId();
        Optional<Offer> offer =
                Optional.ofNullable(draft.offers.get(id)).filter(accepted -> accepted.stage() == Offer.Stage.ACCEPTED);
        offer.ifPresent(accepted -> {
            draft.offers.remove(id);
            draft.cancel(timer(LinkTimer.Kind.ASSIGNMENT, accepted));
            draft.jobs.put(id, new AssignedJob(AssignedJob.Stage.STARTING, List.of(accepted.place())));
            draft.add(new LinkEffect.StartJob(assignment, accepted.place()));
        });
        return offer.isPresent();
    }

    /** The server takes the job back before it was assigned. */
    void terminated(String jobId) {
        Optional.ofNullable(draft.offers.get(jobId)).ifPresent(offer -> {
            if (offer.stage() == Offer.Stage.ASKED) {
                no(jobId, false);
            }
            drop(offer);
        });
    }

    /** The connection is gone, and with it all that was said on it. */
    void dropAll() {
        List.copyOf(draft.offers.values()).forEach(this::drop);
    }

    private void drop(Offer offer) {
        draft.offers.remove(offer.job().getId());
        draft.cancel(timer(LinkTimer.Kind.REQUEST, offer));
        draft.cancel(timer(LinkTimer.Kind.ASSIGNMENT, offer));
        draft.add(new LinkEffect.Release(offer.place()));
        draft.reportSoon();
    }

    private static LinkTimer timer(LinkTimer.Kind kind, Offer offer) {
        return new LinkTimer(kind, offer.number());
    }
}
