package dev.parley.worker.livekit;

import dev.parley.livekit.LiveKitCredentials;
import dev.parley.livekit.LiveKitUrl;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.JobContext;
import dev.parley.worker.LinkTimes;
import dev.parley.worker.TestServer;
import dev.parley.worker.WorkerOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A worker that is linked to a server, with an entry point that tells of its jobs and lets them go on until they are ended. */
final class LinkedWorker implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 30;

    final TestServer server;
    final Jobs jobs;

    private LinkedWorker(TestServer server, Jobs jobs) {
        this.server = server;
        this.jobs = jobs;
    }

    static LinkedWorker start(
            LiveKitUrl url, LiveKitCredentials credentials, UnaryOperator<WorkerOptions.Builder> options)
            throws Exception {
        Jobs jobs = new Jobs();
        TestServer server = TestServer.start(
                jobs,
                builder -> options.apply(builder.serverUrl(url.toString())
                        .apiKey(credentials.apiKey())
                        .apiSecret(credentials.apiSecret())
                        .livekit(livekit ->
                                livekit.withoutLoadThreshold().withoutHealth().times(quick(livekit.times())))),
                HttpOptions.of(TestServer.CONFIG));
        return new LinkedWorker(server, jobs);
    }

    /** The times of a server that is a few milliseconds away. */
    static LinkTimes quick(LinkTimes times) {
        return times.withBackOff(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    LinkedWorker awaitRegistered() throws InterruptedException {
        await("registered", () -> status().isRegistered());
        return this;
    }

    LinkStatus status() {
        return server.server.links().get(0);
    }

    /** Waits for what no future tells. */
    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + DEADLINE_SECONDS + " s: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @Override
    public void close() {
        server.close();
    }

    /** Keeps the jobs that run; each runs until it is ended or released. */
    static final class Jobs implements EntryPoint {
        private final LinkedBlockingQueue<JobContext> begun = new LinkedBlockingQueue<>();
        private final List<String> ends = new CopyOnWriteArrayList<>();
        private final CountDownLatch never = new CountDownLatch(1);

        @Override
        public void run(JobContext job) throws Exception {
            job.addShutdownCallback(Duration.ofSeconds(1), ends::add);
            begun.add(job);
            never.await();
        }

        JobContext next() throws InterruptedException {
            JobContext job = begun.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
            if (job == null) {
                throw new AssertionError("no job within " + DEADLINE_SECONDS + " s");
            }
            return job;
        }

        boolean isIdle() {
            return begun.isEmpty();
        }

        List<String> ends() {
            return List.copyOf(ends);
        }
    }
}
