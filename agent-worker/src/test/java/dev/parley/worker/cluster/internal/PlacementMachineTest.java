package dev.parley.worker.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.worker.cluster.internal.PeerMessage.Verdict;
import dev.parley.worker.cluster.internal.PlacementEffect.Outcome;
import dev.parley.worker.job.Assignment;
import dev.parley.worker.job.JobSlots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One node's decisions, with the others played by the test. */
class PlacementMachineTest extends OneNode {
    private final List<JobSlots.Reservation> kept = new ArrayList<>();

    PlacementMachineTest() {
        super(2, 2);
    }

    @Test
    void shouldStayWhileThisNodeIsNotTheBusier() {
        report(OTHER, 1, 10, 0);

        want(1, "a");

        assertThat(answers.get(1L)).isInstanceOf(Outcome.Here.class);
        assertThat(slots.taken()).isEqualTo(1);
    }

    @Test
    void shouldLoseNoPlaceThatWasBeingGivenWhenItFailed() {
        report(OTHER, 1, 10, 0);
        refusesAnswers = true;

        assertThatThrownBy(() -> want(1, "a")).hasMessage("nobody to answer");
        assertThat(slots.taken()).isEqualTo(1);
        failAndBeginAnew();

        assertThat(slots.taken()).isZero();
    }

    @Test
    void shouldGoWhereTheSmallestPartIsInUse() {
        report(OTHER, 1, 10, 4);
        report(THIRD, 1, 10, 3);
        want(1, "a");

        want(2, "b");

        assertThat(asked(THIRD).callId()).isEqualTo("b");
        assertThat(timers).containsEntry(PlacementTimer.ask(asked(THIRD).ask()), Duration.ofMillis(500));
        hear(new PeerMessage.Reserved(THIRD, asked(THIRD).ask(), Verdict.GRANTED, 2, load(10, 4), 1));
        assertThat(answers.get(2L))
                .isEqualTo(new Outcome.There(THIRD, asked(THIRD).ask()));
        assertThat(placement.state().ownerOf("b")).contains(THIRD);
        assertThat(timers).doesNotContainKey(PlacementTimer.request(2));
    }

    @Test
    void shouldAskTheNextWhenOneRefusesAndWaitWhenAllDo() {
        fill();
        report(OTHER, 1, 10, 4);
        report(THIRD, 1, 10, 5);
        want(1, "a");

        hear(new PeerMessage.Reserved(OTHER, asked(OTHER).ask(), Verdict.FULL, 2, load(10, 10), 0));
        hear(new PeerMessage.Reserved(THIRD, asked(THIRD).ask(), Verdict.FULL, 2, load(10, 10), 0));
        assertThat(answers).isEmpty();
        due(PlacementTimer.request(1));

        assertThat(nowhere(1).why()).isEqualTo(Assignment.Why.FULL);
        assertThat(nowhere(1).detail()).contains("no place within 2000 ms", "22 of 22 are taken on 3 nodes");
    }

    @Test
    void shouldGiveThePlaceThatBecomesFreeToTheFirstInLine() {
        fill();
        want(1, "a");
        want(2, "b");

        slots(1);
        placement.sample();

        assertThat(answers.get(1L)).isInstanceOf(Outcome.Here.class);
        assertThat(answers).doesNotContainKey(2L);
    }

    @Test
    void shouldRefuseAtOnceWhenTooManyWait() {
        fill();
        want(1, "a");
        want(2, "b");

        want(3, "c");

        assertThat(nowhere(3).detail()).contains("parley.cluster.queue-size");
    }

    @Test
    void shouldGiveBackAPlaceThatIsGrantedTooLate() {
        fill();
        report(OTHER, 1, 10, 0);
        want(1, "a");
        long ask = asked(OTHER).ask();
        due(PlacementTimer.ask(ask));
        assertThat(sent.get(OTHER)).contains(new PeerMessage.Release(SELF, ask));
        sent.clear();

        hear(new PeerMessage.Reserved(OTHER, ask, Verdict.GRANTED, 2, load(10, 1), 0));

        assertThat(sent.get(OTHER)).contains(new PeerMessage.Release(SELF, ask));
    }

    @Test
    void shouldAskAnotherWhenTheAskedOneIsLost() {
        fill();
        report(OTHER, 1, 10, 0);
        report(THIRD, 1, 10, 5);
        want(1, "a");

        placement.feed(new PlacementEvent.PeerLost(OTHER));

        assertThat(asked(THIRD).callId()).isEqualTo("a");
    }

    @Test
    void shouldAskNobodyWhoIsNotReachableOrDraining() {
        fill();
        report(OTHER, 1, 10, 0);
        placement.feed(new PlacementEvent.Reachability(OTHER, false));
        placement.feed(new PlacementEvent.PeerFound(THIRD));
        hear(new PeerMessage.Report(THIRD, 1, new NodeLoad(10, 0, 0, 0, false, true), 0));

        want(1, "a");
        assertThat(asks(OTHER)).isEmpty();
        assertThat(asks(THIRD)).isEmpty();
        placement.feed(new PlacementEvent.Reachability(OTHER, true));

        assertThat(asked(OTHER).callId()).isEqualTo("a");
    }

    @Test
    void shouldHoldAPlaceForAnotherNodeUntilItsCallComes() {
        placement.feed(new PlacementEvent.PeerFound(OTHER));

        hear(new PeerMessage.Reserve(OTHER, 7, "a", Optional.empty()));
        assertThat(lastSent(OTHER)).isEqualTo(new PeerMessage.Reserved(SELF, 7, Verdict.GRANTED, 2, load(2, 1), 1));
        placement.feed(new PlacementEvent.Claimed(new AskKey(OTHER, 7), 1));

        assertThat(handed.get(1L)).isPresent();
        assertThat(timers).doesNotContainKey(PlacementTimer.hold(new AskKey(OTHER, 7)));
        placement.feed(new PlacementEvent.Claimed(new AskKey(OTHER, 7), 2));
        assertThat(handed.get(2L)).isEmpty();
    }

    /** An accepted job is assigned some seconds later. */
    @Test
    void shouldHoldAPlaceAsLongAsItIsAskedTo() {
        report(OTHER, 1, 10, 0);
        fill();
        placement.feed(new PlacementEvent.Wanted(1, "job", Optional.of(Duration.ofSeconds(10))));
        promiseAll();
        assertThat(asked(OTHER).holdMillis()).contains(10_000L);
        slots(0);
        placement.sample();

        hear(new PeerMessage.Reserve(OTHER, 7, "a", Optional.of(9_000L)));
        hear(new PeerMessage.Reserve(OTHER, 8, "b", Optional.empty()));
        assertThat(timers)
                .containsEntry(PlacementTimer.hold(new AskKey(OTHER, 7)), Duration.ofSeconds(9))
                .containsEntry(PlacementTimer.hold(new AskKey(OTHER, 8)), Duration.ofSeconds(5));
        hear(new PeerMessage.Reserve(OTHER, 9, "c", Optional.empty()));

        assertThat(timers).doesNotContainKey(PlacementTimer.hold(new AskKey(OTHER, 9)));
    }

    @Test
    void shouldTakeAHeldPlaceBack() {
        placement.feed(new PlacementEvent.PeerFound(OTHER));
        placement.feed(new PlacementEvent.PeerFound(THIRD));

        hear(new PeerMessage.Reserve(OTHER, 1, "a", Optional.empty()));
        due(PlacementTimer.hold(new AskKey(OTHER, 1)));
        assertThat(slots.taken()).isZero();
        hear(new PeerMessage.Reserve(OTHER, 2, "b", Optional.empty()));
        hear(new PeerMessage.Release(OTHER, 2));
        assertThat(slots.taken()).isZero();
        hear(new PeerMessage.Reserve(THIRD, 1, "c", Optional.empty()));
        placement.feed(new PlacementEvent.PeerLost(THIRD));
        assertThat(slots.taken()).isZero();
        hear(new PeerMessage.Reserve(OTHER, 3, "d", Optional.empty()));
        hear(new PeerMessage.Reserve(OTHER, 4, "d", Optional.empty()));
        assertThat(slots.taken()).as("an earlier wish for the same call").isEqualTo(1);
    }

    @Test
    void shouldRefuseAnIdThatIsTaken() {
        report(OTHER, 1, 10, 0);
        hear(new PeerMessage.RunningCalls(OTHER, 1, List.of("theirs"), List.of()));
        placement.feed(new PlacementEvent.CallsSampled(Set.of("mine")));

        want(1, "theirs");
        want(2, "mine");
        hear(new PeerMessage.Reserve(OTHER, 1, "mine", Optional.empty()));

        assertThat(nowhere(1).why()).isEqualTo(Assignment.Why.EXISTS);
        assertThat(nowhere(2).why()).isEqualTo(Assignment.Why.EXISTS);
        assertThat(((PeerMessage.Reserved) lastSent(OTHER)).verdict()).isEqualTo(Verdict.EXISTS);
    }

    @Test
    void shouldTakeNoMoreCallsOnceItDrains() {
        report(OTHER, 1, 10, 9);
        placement.feed(new PlacementEvent.DrainAsked());

        hear(new PeerMessage.Reserve(OTHER, 1, "a", Optional.empty()));
        want(1, "b");

        assertThat(last(OTHER, PeerMessage.Reserved.class).verdict()).isEqualTo(Verdict.FULL);
        assertThat(asked(OTHER).callId()).isEqualTo("b");
    }

    @Test
    void shouldTellWhichCallsWereLostWithANode() {
        report(OTHER, 1, 10, 2);
        hear(new PeerMessage.RunningCalls(OTHER, 1, List.of("a", "b"), List.of()));

        placement.feed(new PlacementEvent.PeerLost(OTHER));

        assertThat(lost).containsExactly(new PlacementEffect.Lost(OTHER, List.of("a", "b")));
        assertThat(placement.state().lost()).containsEntry("a", OTHER);
        want(1, "a");
        assertThat(answers.get(1L)).isInstanceOf(Outcome.Here.class);
        assertThat(placement.state().lost()).containsOnlyKeys("b");
    }

    @Test
    void shouldAskForCallsThatItHasNotHeardOf() {
        report(OTHER, 1, 10, 2);

        hear(new PeerMessage.Report(OTHER, 2, load(10, 2), 5));

        assertThat(lastSent(OTHER)).isEqualTo(new PeerMessage.CallsWanted(SELF));
        hear(new PeerMessage.CallsWanted(OTHER));
        assertThat(lastSent(OTHER)).isInstanceOf(PeerMessage.RunningCalls.class);
    }

    @Test
    void shouldEndItsOwnOfTwoCallsIfItsAddressIsTheHigher() {
        report(OTHER, 1, 10, 0);
        report(THIRD, 1, 10, 0);
        placement.feed(new PlacementEvent.CallsSampled(Set.of("a", "b")));

        hear(new PeerMessage.RunningCalls(OTHER, 1, List.of("a"), List.of()));
        hear(new PeerMessage.RunningCalls(THIRD, 1, List.of("b"), List.of()));

        assertThat(doubled).containsExactly("a");
    }

    /** It was asked to hold a place for a call that runs here since, and hasn't heard yet that it may give it back. */
    @Test
    void shouldKeepACallForWhichAnotherNodeStillHoldsAPlace() {
        report(OTHER, 1, 10, 0);
        placement.feed(new PlacementEvent.CallsSampled(Set.of("a")));

        hear(new PeerMessage.RunningCalls(OTHER, 1, List.of(), List.of("a")));

        assertThat(doubled).isEmpty();
    }

    @Test
    void shouldNotBelieveAReportThatIsOlder() {
        report(OTHER, 5, 10, 3);
        hear(new PeerMessage.Report(OTHER, 4, load(10, 0), 0));

        assertThat(Objects.requireNonNull(placement.state().peers().get(OTHER))
                        .load()
                        .taken())
                .isEqualTo(3);
    }

    private void fill() {
        slots(2);
        placement.sample();
    }

    private void slots(int taken) {
        while (slots.taken() < taken) {
            kept.add(slots.reserve().orElseThrow());
        }
        while (slots.taken() > taken) {
            kept.remove(0).release();
        }
    }

    private void report(String node, long number, int capacity, int taken) {
        placement.feed(new PlacementEvent.PeerFound(node));
        hear(new PeerMessage.Report(node, number, load(capacity, taken), 0));
    }

    private static NodeLoad load(int capacity, int taken) {
        return new NodeLoad(capacity, taken, 0, 0, false, false);
    }

    /** Wants a call that all other nodes let begin here. */
    private void want(long request, String callId) {
        propose(request, callId);
        promiseAll();
    }

    private void promiseAll() {
        Map.copyOf(sent)
                .forEach((node, messages) -> List.copyOf(messages).stream()
                        .filter(PeerMessage.Propose.class::isInstance)
                        .map(PeerMessage.Propose.class::cast)
                        .forEach(asked -> hear(new PeerMessage.Vote(node, asked.proposal(), Optional.empty()))));
    }

    private List<PeerMessage.Reserve> asks(String node) {
        return all(node, PeerMessage.Reserve.class);
    }

    private PeerMessage.Reserve asked(String node) {
        return last(node, PeerMessage.Reserve.class);
    }

    private PeerMessage lastSent(String node) {
        return last(node, PeerMessage.class);
    }
}
