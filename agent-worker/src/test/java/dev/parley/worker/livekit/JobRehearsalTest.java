package dev.parley.worker.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.livekit.proto.JobStatus;
import dev.parley.livekit.proto.RegisterWorkerRequest;
import dev.parley.livekit.proto.UpdateJobStatus;
import dev.parley.livekit.proto.WorkerMessage;
import dev.parley.worker.LinkTimes;
import dev.parley.worker.job.CallRequest;
import dev.parley.worker.job.Caller;
import dev.parley.worker.livekit.internal.LinkMachine;
import dev.parley.worker.livekit.internal.LinkSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobRehearsalTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final LinkTimes TIMES =
            new LinkTimes(SECOND, SECOND, SECOND, SECOND, SECOND, SECOND, SECOND, SECOND, SECOND, SECOND);

    private final List<String> tokens = new ArrayList<>();

    @Test
    void shouldTakeAJobFromItsOfferToItsSuccess() throws Exception {
        JobRehearsal rehearsal = rehearsal();

        List<WorkerMessage> said = said(rehearsal);

        assertThat(said)
                .extracting(WorkerMessage::getMessageCase)
                .containsSubsequence(
                        WorkerMessage.MessageCase.REGISTER,
                        WorkerMessage.MessageCase.AVAILABILITY,
                        WorkerMessage.MessageCase.UPDATE_JOB,
                        WorkerMessage.MessageCase.UPDATE_JOB);
        assertThat(said)
                .filteredOn(WorkerMessage::hasAvailability)
                .allMatch(message -> message.getAvailability().getAvailable());
        assertThat(said)
                .filteredOn(WorkerMessage::hasUpdateJob)
                .extracting(WorkerMessage::getUpdateJob)
                .extracting(UpdateJobStatus::getStatus)
                .containsExactly(JobStatus.JS_RUNNING, JobStatus.JS_SUCCESS);
        assertThat(tokens).containsExactly("token");
    }

    @Test
    void shouldBeTheSameEachTime() throws Exception {
        JobRehearsal rehearsal = rehearsal();

        assertThat(said(rehearsal)).isEqualTo(said(rehearsal));
    }

    private JobRehearsal rehearsal() {
        LinkMachine machine =
                new LinkMachine(new LinkSettings(RegisterWorkerRequest.getDefaultInstance(), TIMES, 0.7, 1));
        return new JobRehearsal(machine, assignment -> {
            tokens.add(assignment.getToken());
            return new CallRequest(assignment.getJob().getId(), "{}", Caller.by("livekit"));
        });
    }

    private static List<WorkerMessage> said(JobRehearsal rehearsal) throws Exception {
        List<WorkerMessage> messages = new ArrayList<>();
        for (byte[] bytes : rehearsal.run()) {
            messages.add(WorkerMessage.parseFrom(bytes));
        }
        return messages;
    }
}
