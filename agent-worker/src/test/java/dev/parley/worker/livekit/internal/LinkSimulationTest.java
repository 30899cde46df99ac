package dev.parley.worker.livekit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.livekit.proto.ServerMessage;
import dev.parley.livekit.proto.WorkerMessage;
import dev.parley.worker.JobAcceptArguments;
import dev.parley.worker.job.JobSlots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Seeded lives of a link in which everything goes wrong at times; the rules hold after every event. */
class LinkSimulationTest {
    private static final int EVENTS = 3_000;
    private static final int CAPACITY = 4;

    @TestFactory
    Stream<DynamicTest> shouldKeepItsRulesWhateverHappens() {
        return new Random(20_261_121)
                .longs(40)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> new Life(seed).live()));
    }

    /** Otherwise the lives above would prove little. */
    @Test
    void shouldHaveVisitedEveryPhaseTimerEventAndOutcome() {
        Set<LinkPhase> phases = EnumSet.noneOf(LinkPhase.class);
        Set<LinkEffect.Outcome> outcomes = EnumSet.noneOf(LinkEffect.Outcome.class);
        Set<LinkTimer.Kind> fired = EnumSet.noneOf(LinkTimer.Kind.class);
        Set<Class<?>> events = new HashSet<>();
        new Random(20_261_121).longs(40).forEach(seed -> {
            Life life = new Life(seed);
            life.live();
            phases.addAll(life.phases);
            fired.addAll(life.link.fired);
            outcomes.addAll(life.link.outcomes);
            events.addAll(life.events);
        });

        assertThat(phases).isEqualTo(EnumSet.allOf(LinkPhase.class));
        assertThat(outcomes).isEqualTo(EnumSet.allOf(LinkEffect.Outcome.class));
        assertThat(fired).isEqualTo(EnumSet.allOf(LinkTimer.Kind.class));
        assertThat(events)
                .containsAll(List.of(LinkEvent.class.getPermittedSubclasses()).stream()
                        .filter(Class::isRecord)
                        .toList());
    }

    /** One link, a server that means no good, and a manager that is slow at times. */
    private static final class Life {
        private final Random random;
        private final TestLink link;
        private final Map<String, JobSlots.Reservation> running = new LinkedHashMap<>();
        private final List<LinkEffect.StartJob> starting = new ArrayList<>();
        private final Map<String, Integer> offersOnThisConnection = new LinkedHashMap<>();
        private final Set<LinkPhase> phases = EnumSet.noneOf(LinkPhase.class);
        private final Set<Class<?>> events = new HashSet<>();
        private int jobs;
        private int sentBefore;

        Life(long seed) {
            random = new Random(seed);
            link = new TestLink(CAPACITY, 0.7, seed);
        }

        void live() {
            feed(new LinkEvent.Begun());
            for (int i = 0; i < EVENTS; i++) {
                act(random.nextInt(100));
                check();
            }
            feed(new LinkEvent.CloseAsked());
            starting.forEach(job -> handOver(job).ifPresent(JobSlots.Reservation::release));
            running.values().forEach(JobSlots.Reservation::release);
            check();
            assertThat(link.slots.taken()).as("places that leaked").isZero();
        }

        private void act(int chance) {
            link.cpu = random.nextInt(20) == 0 ? 0.9 : random.nextDouble() * 0.3;
            if (chance < 25) {
                offer();
            } else if (chance < 45) {
                answer();
            } else if (chance < 60) {
                known().ifPresent(id -> track(() -> link.assign(id)));
            } else if (chance < 70) {
                begin();
            } else if (chance < 77) {
                end();
            } else if (chance < 80) {
                known().ifPresent(id -> track(() -> link.terminate(id)));
            } else if (chance < 93) {
                pass(Duration.ofMillis(random.nextInt(random.nextInt(10) == 0 ? 12_000 : 700)));
            } else {
                connection(random.nextInt(20));
            }
        }

        private void offer() {
            String id = random.nextInt(8) == 0 ? known().orElse("AJ_0") : "AJ_" + jobs++;
            if (link.state.phase() == LinkPhase.REGISTERED
                    && !link.state.offers().containsKey(id)) {
                offersOnThisConnection.merge(id, 1, Integer::sum);
            }
            events.add(LinkEvent.Offered.class);
            track(() -> link.offer(id));
        }

        private void answer() {
            if (link.asked.isEmpty()) {
                return;
            }
            int from = Math.max(0, link.asked.size() - 6);
            long offer = link.asked
                    .get(from + random.nextInt(link.asked.size() - from))
                    .offer();
            OfferAnswer answer = switch (random.nextInt(8)) {
                case 0 -> new OfferAnswer.Reject();
                case 1 -> new OfferAnswer.Terminate();
                case 2 -> new OfferAnswer.None("nothing");
                default -> new OfferAnswer.Accept(JobAcceptArguments.standard());
            };
            feed(new LinkEvent.RequestAnswered(offer, answer));
        }

        private void begin() {
            starting.addAll(link.started);
            link.started.clear();
            if (starting.isEmpty()) {
                return;
            }
            LinkEffect.StartJob job = starting.remove(random.nextInt(starting.size()));
            String id = job.assignment().getJob().getId();
            Optional<JobSlots.Reservation> place = random.nextInt(6) == 0 ? Optional.empty() : handOver(job);
            if (place.isPresent()) {
                Optional.ofNullable(running.put(id, place.get())).ifPresent(JobSlots.Reservation::release);
                feed(new LinkEvent.JobBegan(id));
            } else {
                feed(new LinkEvent.JobRefused(id, "no"));
            }
        }

        private static Optional<JobSlots.Reservation> handOver(LinkEffect.StartJob job) {
            return ((JobSlots.Reservation) job.place()).handOver();
        }

        private void end() {
            running.keySet().stream().findFirst().ifPresent(id -> {
                Optional.ofNullable(running.remove(id)).ifPresent(JobSlots.Reservation::release);
                Optional<String> failure = random.nextBoolean() ? Optional.empty() : Optional.of("broken");
                feed(new LinkEvent.JobEnded(id, failure));
            });
        }

        private void connection(int chance) {
            if (chance < 3) {
                feed(new LinkEvent.SocketOpened());
            } else if (chance < 8) {
                track(link::register);
            } else if (chance < 11) {
                feed(new LinkEvent.SocketLost("closed", LinkEvent.Outlook.PASSING));
            } else if (chance < 12) {
                feed(new LinkEvent.SocketLost("401", LinkEvent.Outlook.LASTING));
            } else if (chance < 13) {
                track(() -> link.hear(ServerMessage.newBuilder()));
                feed(new LinkEvent.Begun());
            } else if (chance == 13 && random.nextInt(10) == 0) {
                feed(new LinkEvent.DrainAsked());
            } else if (chance == 14) {
                running.keySet().stream().findFirst().ifPresent(id -> feed(new LinkEvent.JobAdopted(id)));
            } else {
                events.add(LinkEvent.Received.class);
                track(link::pong);
            }
        }

        private void pass(Duration time) {
            track(() -> link.pass(time));
            events.addAll(List.of(LinkEvent.Due.class, LinkEvent.StatusDue.class, LinkEvent.PingDue.class));
        }

        private Optional<String> known() {
            List<String> ids = new ArrayList<>(link.state.offers().keySet());
            ids.addAll(link.state.jobs().keySet());
            ids.sort(String::compareTo);
            return ids.isEmpty() ? Optional.empty() : Optional.of(ids.get(random.nextInt(ids.size())));
        }

        private void feed(LinkEvent event) {
            events.add(event.getClass());
            track(() -> link.on(event));
        }

        private void track(Runnable happening) {
            int disconnects = link.disconnects;
            happening.run();
            if (link.disconnects != disconnects) {
                offersOnThisConnection.clear();
                sentBefore = link.sent.size();
            }
        }

        private void check() {
            phases.add(link.state.phase());
            assertThat(link.slots.taken()).isBetween(0, CAPACITY);
            checkPlaces();
            checkAnswers();
            checkBackOff();
        }

        /** Whatever is taken belongs to an offer, a job that begins, or a job that runs. */
        private void checkPlaces() {
            long beginning = link.state.jobs().values().stream()
                    .filter(job -> !job.held().isEmpty())
                    .count();
            assertThat((long) link.slots.taken())
                    .isLessThanOrEqualTo(link.state.offers().size() + beginning + running.size());
            assertThat(link.state.phase() == LinkPhase.REGISTERED
                            || link.state.offers().isEmpty())
                    .as("offers without a connection")
                    .isTrue();
        }

        /** On this connection each offer was answered once, or is still being thought about. */
        private void checkAnswers() {
            Map<String, Integer> answers = new LinkedHashMap<>();
            link.sent.subList(sentBefore, link.sent.size()).stream()
                    .filter(WorkerMessage::hasAvailability)
                    .forEach(message -> answers.merge(message.getAvailability().getJobId(), 1, Integer::sum));
            offersOnThisConnection.forEach((id, offers) -> {
                boolean asked = Optional.ofNullable(link.state.offers().get(id))
                        .filter(offer -> offer.stage() == LinkState.Offer.Stage.ASKED)
                        .isPresent();
                assertThat(answers.getOrDefault(id, 0) + (asked ? 1 : 0))
                        .as("answers to " + id)
                        .isGreaterThanOrEqualTo(offers);
            });
            answers.forEach((id, count) -> assertThat(count)
                    .as("answers to " + id)
                    .isLessThanOrEqualTo(offersOnThisConnection.getOrDefault(id, 0) + again(id)));
        }

        /** Offered again while its assignment was due: refused at once, as many times. */
        private int again(String id) {
            return (int) link.reports.stream()
                    .filter(line -> line.contains(id + " offered again"))
                    .count();
        }

        private void checkBackOff() {
            List<Long> at = link.connectedAt;
            for (int i = Math.max(1, at.size() - 3); i < at.size(); i++) {
                assertThat(at.get(i) - at.get(i - 1))
                        .isGreaterThanOrEqualTo(Duration.ofMillis(250).toNanos());
            }
            assertThat(link.state.phase() == LinkPhase.WAITING
                            && !link.timers.containsKey(LinkTimer.of(LinkTimer.Kind.RETRY)))
                    .as("waiting without an end")
                    .isFalse();
        }
    }
}
