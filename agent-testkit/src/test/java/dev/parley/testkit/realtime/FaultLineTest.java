package dev.parley.testkit.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.realtime.script.Fault;
import dev.parley.testkit.realtime.script.FaultKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultLineTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static FaultLine line(Fault... faults) {
        return new FaultLine(List.of(faults), 1);
    }

    @Test
    void shouldDropAtTheEventAndSendNothingAfterIt() {
        FaultLine line = line(Fault.drop("a").atOccurrence(2));

        assertThat(line.onServerEvent("a", "a1")).containsExactly(new FaultLine.Send("a1"));
        assertThat(line.onServerEvent("a", "a2")).containsExactly(new FaultLine.Cut());
        assertThat(line.onServerEvent("b", "b1")).isEmpty();
    }

    @Test
    void shouldCloseAfterTheEvent() {
        FaultLine line = line(Fault.close("a", 1011, "oops"));

        assertThat(line.onServerEvent("a", "a1"))
                .containsExactly(new FaultLine.Send("a1"), new FaultLine.Close(1011, "oops"));
    }

    @Test
    void shouldBeSetOffByWhatTheClientSends() {
        FaultLine line = line(Fault.drop("response.create"));

        assertThat(line.onClientEvent("session.update")).isEmpty();
        assertThat(line.onClientEvent("response.create")).containsExactly(new FaultLine.Cut());
    }

    @Test
    void shouldHoldEverythingBackDuringAStall() {
        FaultLine line = line(Fault.stall("b", SECOND));

        assertThat(line.onServerEvent("a", "a1")).containsExactly(new FaultLine.Send("a1"));
        assertThat(line.onServerEvent("b", "b1")).containsExactly(new FaultLine.Release(SECOND));
        assertThat(line.onServerEvent("c", "c1")).isEmpty();
        assertThat(line.onReleased()).containsExactly(new FaultLine.Send("b1"), new FaultLine.Send("c1"));
        assertThat(line.onServerEvent("d", "d1")).containsExactly(new FaultLine.Send("d1"));
    }

    @Test
    void shouldGoSilentForGood() {
        FaultLine line = line(Fault.halfOpen("a"));

        assertThat(line.onServerEvent("a", "a1")).containsExactly(new FaultLine.GoSilent());
        assertThat(line.onServerEvent("b", "b1")).isEmpty();
        assertThat(line.onReleased()).isEmpty();
    }

    @Test
    void shouldCutTheTextOfAMalformedEvent() {
        assertThat(line(Fault.malformed("a")).onServerEvent("a", "{\"a\":1}"))
                .containsExactly(new FaultLine.Send("{\"a"));
    }

    @Test
    void shouldSendADuplicateTwiceAndALateEventLater() {
        FaultLine line = line(Fault.duplicated("a"), Fault.late("b", SECOND));

        assertThat(line.onServerEvent("a", "a1")).containsExactly(new FaultLine.Send("a1"), new FaultLine.Send("a1"));
        assertThat(line.onServerEvent("b", "b1")).containsExactly(new FaultLine.SendLater("b1", SECOND));
        assertThat(line.onDue("b1")).containsExactly(new FaultLine.Send("b1"));
    }

    @Test
    void shouldSwapAnEventWithTheNext() {
        FaultLine line = line(Fault.outOfOrder("a"));

        assertThat(line.onServerEvent("a", "a1")).isEmpty();
        assertThat(line.onServerEvent("b", "b1")).containsExactly(new FaultLine.Send("b1"), new FaultLine.Send("a1"));
    }

    @Test
    void shouldLeaveOtherConnectionsAlone() {
        assertThat(line(Fault.drop("a").onConnection(2)).onServerEvent("a", "a1"))
                .containsExactly(new FaultLine.Send("a1"));
    }

    @Test
    void shouldDoSomethingForEveryKindOfFault() {
        for (Class<?> kind : FaultKind.class.getPermittedSubclasses()) {
            Fault fault = Fault.at("a", example(kind));
            assertThat(line(fault).onServerEvent("a", "{}"))
                    .as(kind.getSimpleName())
                    .isNotEqualTo(List.of(new FaultLine.Send("{}")));
        }
    }

    private static FaultKind example(Class<?> kind) {
        return switch (kind.getSimpleName()) {
            case "Drop" -> new FaultKind.Drop();
            case "Close" -> new FaultKind.Close(1001, "");
            case "Stall" -> new FaultKind.Stall(SECOND);
            case "HalfOpen" -> new FaultKind.HalfOpen();
            case "Malformed" -> new FaultKind.Malformed();
            case "Late" -> new FaultKind.Late(SECOND);
            case "Duplicated" -> new FaultKind.Duplicated();
            case "OutOfOrder" -> new FaultKind.OutOfOrder();
            default -> throw new AssertionError("a fault without an example: " + kind);
        };
    }
}
