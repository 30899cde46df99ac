package dev.parley.worker.livekit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.livekit.proto.AvailabilityRequest;
import dev.parley.livekit.proto.Job;
import dev.parley.livekit.proto.JobAssignment;
import dev.parley.livekit.proto.JobTermination;
import dev.parley.livekit.proto.RegisterWorkerResponse;
import dev.parley.livekit.proto.ServerMessage;
import dev.parley.livekit.proto.WorkerPong;
import dev.parley.testkit.fuzz.Fuzzer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server that says to its worker whatever it likes. */
class LinkFuzzTest {
    private static final int CAPACITY = 4;

    private final Fuzzer fuzzer = Fuzzer.of("worker message", messages());

    private static List<byte[]> messages() {
        Job job = Job.newBuilder()
                .setId("AJ_1")
                .setDispatchId("AD_1")
                .setAgentName("desk")
                .setMetadata("{}")
                .build();
        return Stream.of(
                        ServerMessage.newBuilder()
                                .setRegister(RegisterWorkerResponse.newBuilder().setWorkerId("AW_1")),
                        ServerMessage.newBuilder()
                                .setAvailability(
                                        AvailabilityRequest.newBuilder().setJob(job)),
                        ServerMessage.newBuilder()
                                .setAssignment(JobAssignment.newBuilder()
                                        .setJob(job)
                                        .setUrl("ws://127.0.0.1:7880")
                                        .setToken("token")),
                        ServerMessage.newBuilder()
                                .setTermination(JobTermination.newBuilder().setJobId("AJ_1")),
                        ServerMessage.newBuilder()
                                .setPong(WorkerPong.newBuilder().setTimestamp(1)))
                .map(message -> message.build().toByteArray())
                .toList();
    }

    @Test
    void shouldKeepToItsPlacesWhateverComes() {
        fuzzer.inputs(20_000, Attacked::new);
    }

    @Test
    @Tag("long")
    void shouldKeepToItsPlacesWhateverComesForMinutes() {
        fuzzer.during(Duration.ofMinutes(2), Attacked::new);
    }

    private static final class Attacked implements Fuzzer.Target {
        private final SplittableRandom random;
        private final TestLink link = TestLink.registered(CAPACITY);

        Attacked(long seed) {
            random = new SplittableRandom(seed);
        }

        @Override
        public void take(byte[] input) {
            ServerMessage message;
            try {
                message = ServerMessage.parseFrom(input);
            } catch (InvalidProtocolBufferException malformed) {
                link.lose("malformed");
                link.pass(Duration.ofSeconds(20));
                link.register();
                return;
            }
            if (message.hasAvailability()) {
                link.offer(message.getAvailability().getJob().getId());
                if (random.nextBoolean() && !link.asked.isEmpty()) {
                    link.accept();
                }
            } else {
                link.hear(message.toBuilder());
            }
            if (random.nextInt(4) == 0) {
                link.pass(Duration.ofMillis(random.nextInt(5_000)));
            }
            assertThat(link.slots.taken()).isBetween(0, CAPACITY);
            assertThat(link.timers).hasSizeLessThanOrEqualTo(7 + 3 * CAPACITY);
        }
    }
}
