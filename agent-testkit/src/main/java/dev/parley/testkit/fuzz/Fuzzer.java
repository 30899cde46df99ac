package dev.parley.testkit.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongFunction;

/**
 * Feeds what reads from a network with hostile input, made of real messages. Fails if an input throws, costs more than a
 * quarter of a second of the processor, or allocates more than 24 MiB; the failure tells the seed and the bytes.
 *
 * <p>Inputs come in episodes of {@value #EPISODE}: each has a seed and a subject of its own, so that a subject with a state meets
 * many, and an episode can be run again by its seed alone. One thread.
 */
public final class Fuzzer {
    private static final int EPISODE = 64;
    private static final int WARM_UP = 256;
    private static final Duration MOST_TIME = Duration.ofMillis(250);
    private static final long MOST_BYTES = 24 << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final String subject;
    private final List<byte[]> corpus;
    private long taken;

    private Fuzzer(String subject, List<byte[]> corpus) {
        this.subject = subject;
        this.corpus = List.copyOf(corpus);
    }

    /** What is fed. */
    @FunctionalInterface
    public interface Target {
        /** Reads an input, which it may change; throws nothing, whatever the input. */
        void take(byte[] input) throws Exception;
    }

    /**
     * A fuzzer that has fed nothing.
     *
     * @param subject named in failures
     * @param corpus at least one real message
     */
    public static Fuzzer of(String subject, List<byte[]> corpus) {
        if (corpus.isEmpty()) {
            throw new IllegalArgumentException("corpus of " + subject + ": empty (expected: at least one message)");
        }
        return new Fuzzer(subject, corpus);
    }

    /**
     * Feeds the corpus as it is, then at least so many inputs: the same ones in each run.
     *
     * @param fresh makes an episode's subject from the episode's seed
     */
    public void inputs(int count, LongFunction<Target> fresh) {
        takeCorpus(fresh);
        for (long seed = 1; taken < count; seed++) {
            episode(seed, fresh);
        }
    }

    /** Feeds the corpus as it is, then new inputs for so long: other ones in each run. */
    public void during(Duration time, LongFunction<Target> fresh) {
        takeCorpus(fresh);
        long end = FuzzClock.nanos() + time.toNanos();
        for (long seed = FuzzClock.nanos(); FuzzClock.nanos() < end; seed++) {
            episode(seed, fresh);
        }
    }

    /** Feeds one episode, to look at a failure again. */
    public void episode(long seed, LongFunction<Target> fresh) {
        SplittableRandom random = new SplittableRandom(seed);
        Mutator mutator = new Mutator(corpus, random);
        Target target = fresh.apply(seed);
        for (int i = 0; i < EPISODE; i++) {
            take(target, mutator.next(), seed);
        }
    }

    /** Inputs that were fed so far. */
    public long taken() {
        return taken;
    }

    private void takeCorpus(LongFunction<Target> fresh) {
        Target target = fresh.apply(0);
        corpus.forEach(message -> take(target, message.clone(), 0));
    }

    private void take(Target target, byte[] input, long seed) {
        byte[] shown = input.clone();
        long time = THREADS.getCurrentThreadCpuTime();
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        try {
            target.take(input);
        } catch (Throwable thrown) {
            throw new AssertionError(text(seed, "threw " + thrown, shown), thrown);
        }
        long took = THREADS.getCurrentThreadCpuTime() - time;
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        taken++;
        if (taken > WARM_UP && took > MOST_TIME.toNanos()) {
            throw new AssertionError(
                    text(seed, "took " + took / 1_000_000 + " ms (expected: at most " + MOST_TIME + ")", shown));
        }
        if (taken > WARM_UP && allocated > MOST_BYTES) {
            throw new AssertionError(
                    text(seed, "allocated " + allocated + " bytes (expected: at most " + MOST_BYTES + ")", shown));
        }
    }

    private String text(long seed, String what, byte[] input) {
        return subject + ": an input of the episode with seed " + seed + " " + what + "\n"
                + HexFormat.of().formatHex(input);
    }
}
