package dev.parley.worker.livekit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.livekit.proto.AvailabilityResponse;
import dev.parley.livekit.proto.Job;
import dev.parley.livekit.proto.JobStatus;
import dev.parley.livekit.proto.UpdateJobStatus;
import dev.parley.livekit.proto.WorkerMessage;
import dev.parley.livekit.proto.WorkerStatus;
import dev.parley.worker.JobAcceptArguments;
import dev.parley.worker.job.JobPlace;
import dev.parley.worker.job.JobSlots;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Offers and jobs. */
class LinkJobsTest {
    private final TestLink link = TestLink.registered(2);

    @Test
    void shouldAcceptUnderTheJobsOwnIdentity() {
        link.offer("AJ_1");
        assertThat(link.slots.taken()).isEqualTo(1);
        link.accept();

        AvailabilityResponse answer = answer("AJ_1");
        assertThat(answer.getAvailable()).isTrue();
        assertThat(answer.getParticipantIdentity()).isEqualTo("agent-AJ_1");
        assertThat(link.outcomes).containsExactly(LinkEffect.Outcome.ACCEPTED);
    }

    @Test
    void shouldHaveAThreadReadyForAJobOfThisWorkerOnly() {
        link.offer("AJ_1");
        assertThat(link.prepared).isZero();
        link.accept();
        assertThat(link.prepared).isEqualTo(1);

        JobPlace elsewhere = () -> {};
        link.on(new LinkEvent.Offered(Job.newBuilder().setId("AJ_2").build(), Optional.of(elsewhere), link.workload()));
        link.accept();

        assertThat(answer("AJ_2").getAvailable()).isTrue();
        assertThat(link.prepared).isEqualTo(1);
    }

    @Test
    void shouldAcceptAsTheHandlerLikes() {
        link.offer("AJ_1");
        link.answer(new OfferAnswer.Accept(new JobAcceptArguments("me", "Desk", "{}", Map.of("a", "b"))));

        AvailabilityResponse answer = answer("AJ_1");
        assertThat(answer.getParticipantIdentity()).isEqualTo("me");
        assertThat(answer.getParticipantName()).isEqualTo("Desk");
        assertThat(answer.getParticipantMetadata()).isEqualTo("{}");
        assertThat(answer.getParticipantAttributesMap()).containsEntry("a", "b");
    }

    @Test
    void shouldRejectForOthersOrForAll() {
        link.offer("AJ_1");
        link.answer(new OfferAnswer.Reject());
        link.offer("AJ_2");
        link.answer(new OfferAnswer.Terminate());

        assertThat(answer("AJ_1").getAvailable()).isFalse();
        assertThat(answer("AJ_1").getTerminate()).isFalse();
        assertThat(answer("AJ_2").getTerminate()).isTrue();
        assertThat(link.slots.taken()).isZero();
    }

    @Test
    void shouldRejectWithAWarningWhatIsNotAnswered() {
        link.offer("AJ_1");
        link.answer(new OfferAnswer.None("returned without an answer"));

        assertThat(answer("AJ_1").getAvailable()).isFalse();
        assertThat(link.reports).anyMatch(line -> line.startsWith("WARN job AJ_1 rejected: returned without"));
        assertThat(link.slots.taken()).isZero();
    }

    @Test
    void shouldRejectWhatTheHandlerTakesTooLongFor() {
        link.offer("AJ_1");
        link.pass(Duration.ofMillis(2500));

        assertThat(answer("AJ_1").getAvailable()).isFalse();
        assertThat(link.reports).anyMatch(line -> line.contains("request-timeout"));
        assertThat(link.slots.taken()).isZero();

        link.accept();
        assertThat(link.answers("AJ_1")).hasSize(1);
    }

    @Test
    void shouldRefuseWhenFullAndSaySoSoon() {
        link.offer("AJ_1");
        link.offer("AJ_2");
        link.offer("AJ_3");
        link.pass(LinkDraft.SOON);

        assertThat(answer("AJ_3").getAvailable()).isFalse();
        assertThat(link.outcomes).containsExactly(LinkEffect.Outcome.FULL);
        assertThat(link.last().getUpdateWorker().getStatusValue()).isEqualTo(1);
    }

    @Test
    void shouldTellTheLoadWhileOffersComeWithoutAnEnd() {
        link.offer("AJ_1");
        link.offer("AJ_2");
        link.pass(LinkDraft.SOON);
        link.sent.clear();

        for (int i = 0; i < 100; i++) {
            link.offer("AJ_refused_" + i);
            link.pass(Duration.ofMillis(10));
        }

        assertThat(link.sent.stream().filter(WorkerMessage::hasUpdateWorker))
                .hasSize(50)
                .allMatch(status -> status.getUpdateWorker().getStatus() == WorkerStatus.WS_FULL);
    }

    @Test
    void shouldTellTheLoadOfANewConnectionSoon() {
        link.offer("AJ_1");
        link.accept();
        link.lose("closed");
        link.pass(Duration.ofSeconds(1));
        link.register();
        link.sent.clear();

        link.on(new LinkEvent.DrainAsked());
        link.pass(LinkDraft.SOON);

        assertThat(link.sent)
                .singleElement()
                .matches(status -> status.getUpdateWorker().getDraining());
    }

    @Test
    void shouldRefuseWhenTheLoadWithPromisedJobsIsAtTheThreshold() {
        TestLink busy = TestLink.registered(10);
        begin(busy, "AJ_1");
        busy.cpu = 0.3;

        busy.offer("AJ_2");
        assertThat(busy.asked).hasSize(2);
        busy.offer("AJ_3");
        assertThat(busy.asked).hasSize(3);
        busy.offer("AJ_4");

        assertThat(busy.answers("AJ_4")).singleElement().matches(answer -> !answer.getAvailable());
        assertThat(busy.outcomes).endsWith(LinkEffect.Outcome.BUSY);
        assertThat(busy.slots.taken()).isEqualTo(3);
    }

    @Test
    void shouldTellHowAJobGoes() {
        begin(link, "AJ_1");
        link.on(new LinkEvent.JobEnded("AJ_1", Optional.empty()));
        begin(link, "AJ_2");
        link.on(new LinkEvent.JobEnded("AJ_2", Optional.of("broken")));

        assertThat(link.jobStatuses("AJ_1"))
                .extracting(UpdateJobStatus::getStatus)
                .containsExactly(JobStatus.JS_RUNNING, JobStatus.JS_SUCCESS);
        assertThat(link.jobStatuses("AJ_2"))
                .extracting(UpdateJobStatus::getStatus)
                .containsExactly(JobStatus.JS_RUNNING, JobStatus.JS_FAILED);
        assertThat(link.jobStatuses("AJ_2").get(1).getError()).isEqualTo("broken");
        assertThat(link.state.jobs()).isEmpty();
    }

    /** Else the agent's leaving of the room may be known first, and the server takes the job for failed. */
    @Test
    void shouldWaitUntilTheServerKnowsOfAnEnd() {
        begin(link, "AJ_1");
        begin(link, "AJ_2");
        link.on(new LinkEvent.PingDue(1));
        link.on(new LinkEvent.JobEnded("AJ_1", Optional.empty()));
        link.on(new LinkEvent.JobEnded("AJ_2", Optional.of("broken")));

        assertThat(link.last().hasPing()).isTrue();
        link.pong();
        assertThat(link.told).isEmpty();
        link.pong();
        assertThat(link.told).containsExactly("AJ_1");
        link.pong();
        assertThat(link.told).containsExactly("AJ_1", "AJ_2");
        link.pong();
        assertThat(link.told).hasSize(2);
    }

    @Test
    void shouldWaitForNoServerThatIsAway() {
        begin(link, "AJ_1");
        begin(link, "AJ_2");
        link.on(new LinkEvent.JobEnded("AJ_1", Optional.empty()));

        link.lose("closed");

        assertThat(link.told).containsExactly("AJ_1");
        link.on(new LinkEvent.JobEnded("AJ_2", Optional.empty()));
        assertThat(link.told).containsExactly("AJ_1", "AJ_2");
        assertThat(link.state.pings()).isEmpty();
    }

    @Test
    void shouldNotWaitForAServerThatAnswersNoPing() {
        begin(link, "AJ_1");
        link.on(new LinkEvent.JobEnded("AJ_1", Optional.empty()));

        for (int i = 0; i < Pings.MOST_UNANSWERED; i++) {
            link.on(new LinkEvent.PingDue(i));
        }

        assertThat(link.told).containsExactly("AJ_1");
        assertThat(link.state.pings()).hasSize(Pings.MOST_UNANSWERED);
    }

    @Test
    void shouldFreeThePlaceOfAJobThatIsNotAssigned() {
        link.offer("AJ_1");
        link.accept();
        link.pass(Duration.ofSeconds(4));
        link.pong();
        link.pass(Duration.ofMillis(3499));
        assertThat(link.slots.taken()).isEqualTo(1);
        link.pong();
        link.pass(Duration.ofMillis(1));

        assertThat(link.slots.taken()).isZero();
        assertThat(link.reports).anyMatch(line -> line.startsWith("WARN job AJ_1: not assigned"));

        link.assign("AJ_1");
        assertThat(link.started).isEmpty();
        assertThat(link.jobStatuses("AJ_1"))
                .extracting(UpdateJobStatus::getStatus)
                .containsExactly(JobStatus.JS_FAILED);
    }

    @Test // case 41, a job that can't be begun
    void shouldFreeThePlaceOfAJobThatTheWorkerCouldNotBegin() {
        link.offer("AJ_1");
        link.accept();
        link.assign("AJ_1");
        link.on(new LinkEvent.JobRefused("AJ_1", "no answer"));

        assertThat(link.slots.taken()).isZero();
        assertThat(link.jobStatuses("AJ_1"))
                .singleElement()
                .matches(end -> end.getError().equals("no answer"));
    }

    @Test
    void shouldEndAJobThatTheServerTerminates() {
        begin(link, "AJ_1");

        link.terminate("AJ_1");
        link.terminate("AJ_unknown");

        assertThat(link.ended).containsExactly("AJ_1");
    }

    @Test
    void shouldEndAJobThatIsTerminatedWhileItBegins() {
        link.offer("AJ_1");
        link.accept();
        link.assign("AJ_1");

        link.terminate("AJ_1");
        assertThat(link.ended).isEmpty();
        link.begin("AJ_1");

        assertThat(link.ended).containsExactly("AJ_1");
    }

    @Test
    void shouldFreeThePlaceOfAnOfferThatIsTakenBack() {
        link.offer("AJ_1");
        link.terminate("AJ_1");
        link.offer("AJ_2");
        link.accept();
        link.terminate("AJ_2");

        assertThat(link.slots.taken()).isZero();
        assertThat(link.answers("AJ_1")).hasSize(1);
        assertThat(link.answers("AJ_2")).hasSize(1);
    }

    @Test
    void shouldDropOffersWithTheirConnectionAndKeepJobs() {
        begin(link, "AJ_1");
        link.offer("AJ_2");
        link.accept();

        link.lose("closed");
        assertThat(link.slots.taken()).isEqualTo(1);
        assertThat(link.state.jobs()).containsOnlyKeys("AJ_1");

        link.pass(Duration.ofSeconds(1));
        link.sent.clear();
        link.register();
        assertThat(link.sent)
                .anyMatch(message -> message.hasMigrateJob()
                        && message.getMigrateJob().getJobIdsList().contains("AJ_1"));
        assertThat(link.jobStatuses("AJ_1"))
                .extracting(UpdateJobStatus::getStatus)
                .containsExactly(JobStatus.JS_RUNNING);
    }

    @Test
    void shouldTellLaterOfJobsThatEndedWhileTheServerWasAway() {
        begin(link, "AJ_1");
        link.lose("closed");
        link.on(new LinkEvent.JobEnded("AJ_1", Optional.empty()));
        link.sent.clear();

        link.pass(Duration.ofSeconds(1));
        link.register();

        assertThat(link.jobStatuses("AJ_1"))
                .extracting(UpdateJobStatus::getStatus)
                .containsExactly(JobStatus.JS_SUCCESS);
        assertThat(link.sent).noneMatch(WorkerMessage::hasMigrateJob);
        assertThat(link.state.unsent()).isEmpty();
    }

    @Test
    void shouldForgetTheOldestOfTooManyUntoldEnds() {
        TestLink many = TestLink.registered(200);
        for (int i = 0; i < JobBook.MOST_UNSENT + 1; i++) {
            begin(many, "AJ_" + i);
        }
        many.lose("closed");
        for (int i = 0; i < JobBook.MOST_UNSENT + 1; i++) {
            many.on(new LinkEvent.JobEnded("AJ_" + i, Optional.empty()));
        }

        assertThat(many.state.unsent())
                .hasSize(JobBook.MOST_UNSENT)
                .noneMatch(end -> end.getJobId().equals("AJ_0"));
        assertThat(many.reports).anyMatch(line -> line.contains("AJ_0: its end will not be told"));
    }

    @Test
    void shouldFindItsJobsAgainAfterItWasStartedAnew() {
        link.on(new LinkEvent.JobAdopted("AJ_1"));
        link.on(new LinkEvent.JobAdopted("AJ_1"));
        link.terminate("AJ_1");
        link.on(new LinkEvent.JobEnded("AJ_1", Optional.empty()));

        assertThat(link.ended).containsExactly("AJ_1");
        assertThat(link.jobStatuses("AJ_1"))
                .extracting(UpdateJobStatus::getStatus)
                .containsExactly(JobStatus.JS_RUNNING, JobStatus.JS_SUCCESS);
    }

    @Test
    void shouldRefuseAJobThatItRunsAlready() {
        begin(link, "AJ_1");

        link.offer("AJ_1");

        assertThat(link.outcomes).endsWith(LinkEffect.Outcome.DUPLICATE);
        assertThat(link.slots.taken()).isEqualTo(1);
    }

    @Test
    void shouldHoldOnePlaceForAJobThatIsOfferedTwice() {
        link.offer("AJ_1");
        link.offer("AJ_1");
        assertThat(link.slots.taken()).isEqualTo(1);
        link.accept();

        assertThat(link.answers("AJ_1")).hasSize(1);
    }

    private static JobSlots.Reservation begin(TestLink link, String jobId) {
        link.offer(jobId);
        link.accept();
        link.assign(jobId);
        return link.begin(jobId);
    }

    private AvailabilityResponse answer(String jobId) {
        assertThat(link.answers(jobId)).hasSize(1);
        return link.answers(jobId).get(0);
    }
}
