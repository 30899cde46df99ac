package dev.parley.worker.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.proto.AgentDispatch;
import dev.parley.livekit.proto.CreateAgentDispatchRequest;
import dev.parley.livekit.proto.CreateRoomRequest;
import dev.parley.worker.JobAcceptArguments;
import dev.parley.worker.JobContext;
import dev.parley.worker.JobRequest;
import dev.parley.worker.LiveKitJob;
import dev.parley.worker.RoomJob;
import dev.parley.worker.WorkerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs from a real server. */
@Timeout(120)
@Tag("livekit")
class DispatchIT {
    private static LivekitServer server;

    @BeforeAll
    static void start() {
        server = LivekitServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void shouldGetEachNewRoom() throws Exception {
        try (LinkedWorker worker = worker(options -> options)) {
            await(server.api()
                    .rooms()
                    .createRoom(CreateRoomRequest.newBuilder()
                            .setName("automatic")
                            .setMetadata("of the room")
                            .build()));

            JobContext job = worker.jobs.next();

            RoomJob room = job.roomJob().orElseThrow();
            assertThat(room.job().roomName()).isEqualTo("automatic");
            assertThat(room.job().roomMetadata()).isEqualTo("of the room");
            assertThat(room.job().agentName()).isEmpty();
            assertThat(room.url()).isEqualTo(server.url().toString());
            assertThat(job.id()).isEqualTo(room.job().id()).startsWith("AJ_");
            assertThat(job.metadata()).isEqualTo("{}");
            assertThat(job.localParticipantIdentity()).contains("agent-" + job.id());
            assertThat(job.tokenClaims().orElseThrow().video().room()).isEqualTo("automatic");
            assertThat(worker.server.get("/health").body()).contains("registered as AW_");

            await(job.deleteRoom());
            assertThat(await(server.api().rooms().listRooms("automatic"))).isEmpty();
            assertThat(await(job.deleteRoom())).isNotNull();
        }
    }

    @Test
    void shouldBeCalledByNameAndJoinAsItLikes() throws Exception {
        JobAcceptArguments arguments = JobAcceptArguments.standard()
                .withIdentity("desk-1")
                .withName("Desk")
                .withMetadata("{\"hat\":1}")
                .withAttributes(Map.of("language", "de"));
        try (LinkedWorker worker = worker(options -> options.agentName("desk")
                .livekit(livekit -> livekit.requestHandler(request -> request.accept(arguments))))) {
            AgentDispatch dispatch = dispatch("desk", "explicit", "{\"order\":7}");

            JobContext job = worker.jobs.next();

            LiveKitJob livekit = job.roomJob().orElseThrow().job();
            assertThat(livekit.dispatchId()).isEqualTo(dispatch.getId());
            assertThat(livekit.agentName()).isEqualTo("desk");
            assertThat(job.metadata()).isEqualTo("{\"order\":7}");
            assertThat(job.localParticipantIdentity()).contains("desk-1");
            assertThat(job.tokenClaims().orElseThrow().name()).isEqualTo("Desk");
            assertThat(job.tokenClaims().orElseThrow().metadata()).isEqualTo("{\"hat\":1}");
            assertThat(job.tokenClaims().orElseThrow().attributes()).containsEntry("language", "de");

            job.shutdown("done");

            assertThat(awaitEnd(job)).contains("JS_SUCCESS", "\"error\": \"\"");
        }
    }

    @Test
    void shouldTellWhyAJobFailed() throws Exception {
        try (LinkedWorker worker = worker(options -> options.agentName("failing"))) {
            dispatch("failing", "failing", "");
            JobContext job = worker.jobs.next();

            job.start(new dev.parley.worker.EchoSession(job.id(), job.system()));

            assertThat(awaitEnd(job)).contains("JS_FAILED", "room connector: none on the class path");
            LinkedWorker.await("place free", () -> worker.server.server.activeJobs() == 0);
        }
    }

    @Test
    void shouldLeaveAJobToTheNextWorkerWhenRejected() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        try (LinkedWorker first = worker(options -> options.agentName("shared")
                        .livekit(livekit -> livekit.requestHandler(request -> {
                            asked.add("first");
                            request.reject();
                        })));
                LinkedWorker second = worker(options -> options.agentName("shared")
                        .livekit(livekit -> livekit.requestHandler(request -> {
                            asked.add("second");
                            request.accept();
                        })))) {
            for (int i = 0; i < 5; i++) {
                dispatch("shared", "shared-" + i, "");
                assertThat(second.jobs.next().roomJob()).isPresent();
            }

            assertThat(first.jobs.isIdle()).isTrue();
            assertThat(asked.stream().filter("second"::equals)).hasSize(5);
            LinkedWorker.await("places free", () -> first.server.server.activeJobs() == 0);
        }
    }

    @Test
    void shouldRejectWhatTheHandlerLeavesOpenOrFailsAt() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        try (LinkedWorker worker = worker(options -> options.agentName("open")
                .livekit(livekit -> livekit.requestHandler(request -> answerFirstOnly(request, asked))))) {
            dispatch("open", "open-1", "");
            LinkedWorker.await("asked", () -> asked.size() == 1);
            dispatch("open", "open-2", "");
            LinkedWorker.await("asked", () -> asked.size() == 2);
            dispatch("open", "open-3", "");

            assertThat(worker.jobs.next().roomJob().orElseThrow().job().roomName())
                    .isEqualTo("open-3");
            assertThat(worker.jobs.isIdle()).isTrue();
            assertThat(worker.server.server.activeJobs()).isEqualTo(1);
        }
    }

    private static void answerFirstOnly(JobRequest request, List<String> asked) {
        asked.add(request.job().roomName());
        if (request.job().roomName().equals("open-2")) {
            throw new IllegalStateException("no idea");
        } else if (request.job().roomName().equals("open-3")) {
            request.accept();
        }
    }

    @Test
    void shouldNeverTakeMoreThanItsPlaces() throws Exception {
        try (LinkedWorker worker = worker(options -> options.agentName("crowd").maxConcurrentJobs(5))) {
            List<CompletionStage<AgentDispatch>> dispatches = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                dispatches.add(server.api()
                        .dispatches()
                        .createDispatch(CreateAgentDispatchRequest.newBuilder()
                                .setAgentName("crowd")
                                .setRoom("crowd-" + i)
                                .build()));
            }
            for (CompletionStage<AgentDispatch> dispatch : dispatches) {
                await(dispatch);
            }
            List<JobContext> jobs = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                jobs.add(worker.jobs.next());
            }
            LinkedWorker.await(
                    "the server gives up",
                    () -> server.log()
                                    .lines()
                                    .filter(line ->
                                            line.contains("failed to send job request") && line.contains("\"crowd\""))
                                    .count()
                            >= 15);

            assertThat(worker.jobs.isIdle()).isTrue();
            assertThat(worker.server.server.activeJobs()).isEqualTo(5);
            assertThat(count(worker, "accepted")).isEqualTo(5);
            System.out.println("accepted 5, refused for want of a place: " + count(worker, "full")
                    + ", not offered to a full worker: the rest of 15");
            answers(worker).forEach(System.out::println);
            jobs.forEach(job -> job.shutdown("done"));
            LinkedWorker.await("places free", () -> worker.server.server.activeJobs() == 0);
        }
    }

    @Test
    void shouldAnswerOffersWithinTenMilliseconds() throws Exception {
        try (LinkedWorker worker = worker(
                options -> options.agentName("quick").livekit(livekit -> livekit.requestHandler(JobRequest::reject)))) {
            for (int i = 1; i <= 60; i++) {
                int offers = i;
                dispatch("quick", "quick-" + i, "");
                LinkedWorker.await("answered", () -> count(worker, "rejected") >= offers);
            }

            answers(worker).forEach(System.out::println);
            double median = answers(worker).stream()
                    .filter(line -> line.contains("quantile=\"0.5\""))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll(".* ", "")))
                    .sum();
            assertThat(median)
                    .as("median from an offer's arrival to its answer, in seconds")
                    .isBetween(0.0, 0.010);
        }
    }

    private static double count(LinkedWorker worker, String outcome) {
        return metrics(worker)
                .filter(line -> line.startsWith("parley_livekit_offers_total{outcome=\"" + outcome + "\"}"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll(".* ", "")))
                .sum();
    }

    private static List<String> answers(LinkedWorker worker) {
        return metrics(worker)
                .filter(line -> line.startsWith("parley_livekit_answers_seconds"))
                .toList();
    }

    private static java.util.stream.Stream<String> metrics(LinkedWorker worker) {
        try {
            return worker.server.get("/metrics").body().lines();
        } catch (Exception problem) {
            throw new AssertionError(problem);
        }
    }

    @Test
    void shouldEndAJobWhoseDispatchIsDeleted() throws Exception {
        try (LinkedWorker worker = worker(options -> options.agentName("short"))) {
            AgentDispatch dispatch = dispatch("short", "short", "");
            JobContext job = worker.jobs.next();

            await(server.api().dispatches().deleteDispatch("short", dispatch.getId()));

            LinkedWorker.await("ended", () -> worker.server.server.activeJobs() == 0);
            assertThat(worker.jobs.ends()).containsExactly("job: terminated by the LiveKit server");
            assertThat(awaitEnd(job)).contains("JS_SUCCESS");
        }
    }

    private static LinkedWorker worker(UnaryOperator<WorkerOptions.Builder> options) throws Exception {
        return LinkedWorker.start(server.url(), server.credentials(), options).awaitRegistered();
    }

    private static AgentDispatch dispatch(String agent, String room, String metadata) throws Exception {
        return await(server.api()
                .dispatches()
                .createDispatch(CreateAgentDispatchRequest.newBuilder()
                        .setAgentName(agent)
                        .setRoom(room)
                        .setMetadata(metadata)
                        .build()));
    }

    /** What the server's log says when it has heard of the end. */
    private static String awaitEnd(JobContext job) throws Exception {
        LinkedWorker.await("the server knows of the end", () -> end(job).isPresent());
        return end(job).orElseThrow();
    }

    private static Optional<String> end(JobContext job) {
        return server.log()
                .lines()
                .filter(text -> text.contains("job ended") && text.contains(job.id()))
                .findFirst();
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
