package dev.parley.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class JobSlotsTest {

    @Property(tries = 300)
    void shouldCountLikeAModelUnderAnySequence(@ForAll @IntRange(min = 1, max = 7) int capacity, @ForAll long seed) {
        JobSlots slots = new JobSlots(capacity);
        Deque<JobSlots.Reservation> held = new ArrayDeque<>();
        List<JobSlots.Reservation> released = new ArrayList<>();
        Random random = new Random(seed);

        for (int step = 0; step < 60; step++) {
            int action = random.nextInt(3);
            if (action == 0) {
                Optional<JobSlots.Reservation> place = slots.reserve();
                assertThat(place.isPresent()).isEqualTo(held.size() < capacity);
                place.ifPresent(held::add);
            } else if (action == 1 && !held.isEmpty()) {
                JobSlots.Reservation place = held.removeFirst();
                place.release();
                released.add(place);
            } else if (!released.isEmpty()) {
                released.get(random.nextInt(released.size())).release();
            }
            assertThat(slots.taken()).isEqualTo(held.size());
        }
    }

    @Test
    @Timeout(30)
    void shouldNeverExceedCapacityWhenThreadsRace() throws Exception {
        JobSlots slots = new JobSlots(5);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(16);
        CyclicBarrier together = new CyclicBarrier(16);
        List<Future<Integer>> workers = new ArrayList<>();
        Callable<Integer> worker = () -> {
            together.await();
            int got = 0;
            for (int i = 0; i < 20_000; i++) {
                Optional<JobSlots.Reservation> place = slots.reserve();
                if (place.isPresent()) {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    got++;
                    inside.decrementAndGet();
                    place.get().release();
                    place.get().release();
                }
            }
            return got;
        };

        for (int i = 0; i < 16; i++) {
            workers.add(threads.submit(worker));
        }
        int got = 0;
        for (Future<Integer> each : workers) {
            got += each.get();
        }
        threads.shutdown();

        assertThat(got).isPositive();
        assertThat(most.get()).isBetween(1, 5);
        assertThat(slots.taken()).isZero();
    }
}
