package dev.parley.realtime.livekit.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.Done;
import dev.parley.livekit.proto.RequestResponse;
import dev.parley.livekit.proto.SignalRequest;
import dev.parley.livekit.proto.UpdateParticipantMetadata;
import dev.parley.realtime.livekit.strand.VirtualStrand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SelfUpdatesTest {
    private static final UpdateParticipantMetadata CHANGE = UpdateParticipantMetadata.newBuilder()
            .putAttributes("lk.agent.state", "thinking")
            .build();

    private final VirtualStrand strand = new VirtualStrand();
    private final List<SignalRequest> sent = new ArrayList<>();
    private final SelfUpdates updates = new SelfUpdates(strand, sent::add);

    private CompletableFuture<Done> ask(boolean joined) {
        CompletableFuture<Done> answer = new CompletableFuture<>();
        updates.ask(CHANGE, joined, answer);
        return answer;
    }

    private void answer(int id, RequestResponse.Reason reason) {
        updates.onAnswer(
                RequestResponse.newBuilder().setRequestId(id).setReason(reason).build());
    }

    @Test
    void shouldGiveEachItsOwnAnswer() {
        CompletableFuture<Done> first = ask(true);
        CompletableFuture<Done> second = ask(true);
        answer(2, RequestResponse.Reason.LIMIT_EXCEEDED);
        answer(1, RequestResponse.Reason.OK);
        answer(9, RequestResponse.Reason.OK);

        assertThat(sent)
                .extracting(request -> request.getUpdateMetadata().getRequestId())
                .containsExactly(1, 2);
        assertThat(first).isCompleted();
        assertThatThrownBy(second::join).hasMessageContaining("LIMIT_EXCEEDED");
    }

    @Test
    void shouldSendLaterWhatIsAskedWhileTheConnectionIsBroken() {
        CompletableFuture<Done> later = ask(false);
        assertThat(sent).isEmpty();
        updates.onRejoined();
        answer(1, RequestResponse.Reason.OK);

        assertThat(sent).hasSize(1);
        assertThat(later).isCompleted();
    }

    @Test
    void shouldNotWaitForever() {
        CompletableFuture<Done> late = ask(true);
        strand.pass(Duration.ofSeconds(10));
        assertThatThrownBy(late::join).hasMessageContaining("no answer within PT10S");

        CompletableFuture<Done> left = ask(true);
        updates.onClosed();
        assertThatThrownBy(left::join).hasMessageContaining("the room was left");
    }

    @Test
    void shouldRefuseTooMany() {
        for (int i = 0; i < 64; i++) {
            assertThat(ask(false)).isNotDone();
        }

        assertThatThrownBy(ask(false)::join).hasMessageContaining("64 wait already");
    }
}
