package dev.parley.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FallbackMembersTest {
    private final FallbackMembers<String> members = new FallbackMembers<>(List.of("first", "second"), name -> name);

    @Test
    void shouldProbeAgainAfterAQuestionThatCouldNotEvenBeAsked() {
        members.failed("first", ModelException.passing("busy"));

        members.probe("first", () -> {
            throw new IllegalStateException("no format");
        });
        assertThat(members.available("first")).isFalse();
        members.probe("first", () -> CompletableFuture.completedStage("here"));

        assertThat(members.available("first")).isTrue();
    }

    @Test
    void shouldProbeAMemberOnceAtATime() {
        members.failed("first", ModelException.passing("busy"));
        CompletableFuture<String> answer = new CompletableFuture<>();

        members.probe("first", () -> answer);
        members.probe("first", () -> CompletableFuture.failedStage(new AssertionError("asked twice")));
        members.probe("second", () -> CompletableFuture.failedStage(new AssertionError("it is available")));
        assertThat(members.nextName()).isEqualTo("second");
        answer.complete("here");

        assertThat(members.nextName()).isEqualTo("first");
    }
}
