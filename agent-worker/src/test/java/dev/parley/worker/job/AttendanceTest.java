package dev.parley.worker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import dev.parley.livekit.LiveKitCredentials;
import dev.parley.livekit.LiveKitUrl;
import dev.parley.livekit.server.ApiSettings;
import dev.parley.livekit.server.LiveKitApi;
import dev.parley.worker.JobType;
import dev.parley.worker.LiveKitJob;
import dev.parley.worker.RoomJob;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AttendanceTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(KIT.system());

    private final Call call = new Call(new CallRequest("a", "{}", Caller.by("http")), "desk", Instant.EPOCH);
    private final Attendance attendance = new Attendance(LIMIT, KIT.system());

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private void request() {
        attendance.during(call, () -> CompletableFuture.completedFuture(Done.getInstance()));
    }

    private boolean isGivenUp() {
        return call.endAsked().isDone();
    }

    @Test
    void shouldEndACallThatGetsNoRequestForTooLong() throws Exception {
        request();
        time.timePasses(LIMIT.minusMillis(100));
        request();
        time.timePasses(LIMIT.minusMillis(100));
        assertThat(isGivenUp()).isFalse();

        time.timePasses(Duration.ofMillis(200));

        assertThat(call.endAsked().get(10, TimeUnit.SECONDS))
                .contains("gone for 300000 ms")
                .contains("parley.http.idle-timeout");
    }

    /** Whoever asks about a call in a room is not its caller. */
    @Test
    void shouldLetACallInARoomGoOn() {
        LiveKitJob job =
                new LiveKitJob("AJ_1", "", JobType.ROOM, "room", "RM_1", "", Optional.empty(), "", "", Map.of());
        LiveKitApi api = LiveKitApi.of(ApiSettings.of(
                LiveKitUrl.of("ws://127.0.0.1:1"),
                new LiveKitCredentials("key", "a secret longer than 32 characters")));
        RoomLine line = new RoomLine("link", new RoomJob(job, "ws://127.0.0.1:1", "token"), api);
        Call inRoom =
                new Call(new CallRequest("AJ_1", "{}", Caller.by("livekit"), Optional.of(line)), "desk", Instant.EPOCH);

        attendance.until(inRoom, CompletableFuture.completedFuture(Done.getInstance()));
        time.timePasses(LIMIT.plus(LIMIT));

        assertThat(inRoom.endAsked()).isNotDone();
    }

    @Test
    void shouldWaitWhileAnythingOfTheCallerIsOpen() throws Exception {
        CompletableFuture<Done> socket = new CompletableFuture<>();
        CompletableFuture<Done> slowAnswer = new CompletableFuture<>();
        attendance.until(call, socket);
        attendance.during(call, () -> slowAnswer);
        request();
        time.timePasses(LIMIT.multipliedBy(3));
        slowAnswer.complete(Done.getInstance());
        time.timePasses(LIMIT.multipliedBy(3));
        assertThat(isGivenUp()).isFalse();

        socket.completeExceptionally(new IllegalStateException("line broken"));
        time.timePasses(LIMIT.plusMillis(100));

        assertThat(call.endAsked().get(10, TimeUnit.SECONDS)).startsWith("caller: gone");
    }

    @Test
    void shouldCountARequestThatIsRefused() throws Exception {
        CompletableFuture<Done> answer = attendance
                .<Done>during(call, () -> {
                    throw new IllegalArgumentException("text: blank");
                })
                .toCompletableFuture();

        assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS)).hasRootCauseMessage("text: blank");
        time.timePasses(LIMIT.plusMillis(100));
        assertThat(call.endAsked().get(10, TimeUnit.SECONDS)).startsWith("caller: gone");
    }

    @Test
    void shouldLeaveACallAloneThatHasEnded() {
        request();

        call.markEnded(new JobEnd(JobEnd.Kind.COMPLETED, "done"));
        time.timePasses(LIMIT.plusMillis(100));
        request();
        time.timePasses(LIMIT.plusMillis(100));

        assertThat(isGivenUp()).isFalse();
    }
}
