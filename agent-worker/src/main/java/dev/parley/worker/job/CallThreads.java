package dev.parley.worker.job;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** Threads on which an application's code may block: virtual ones where the JDK has them (21 and later). */
public final class CallThreads {
    private static final ThreadFactory FACTORY = virtualThreads();
    private static final SynchronousQueue<Runnable> PROMISED = new SynchronousQueue<>();
    private static final int MOST_READY_SECONDS = 10;

    private CallThreads() {}

    /** Starts a thread of this name that ends with the task. */
    public static Thread start(String name, Runnable task) {
        Thread thread = FACTORY.newThread(task);
        thread.setName(name);
        thread.start();
        return thread;
    }

    /**
     * Has a thread stand ready for what {@link #startPromised} starts within ten seconds: it takes most of a millisecond until a new
     * one runs.
     */
    static void prepare() {
        start("job-promised", CallThreads::awaitPromised);
    }

    /** Starts a task on a thread that stands ready, else on a new one. */
    static void startPromised(String name, Runnable task) {
        boolean taken = PROMISED.offer(() -> {
            Thread.currentThread().setName(name);
            task.run();
        });
        if (!taken) {
            start(name, task);
        }
    }

    private static void awaitPromised() {
        try {
            Runnable task = PROMISED.poll(MOST_READY_SECONDS, TimeUnit.SECONDS);
            if (task != null) {
                task.run();
            }
        } catch (InterruptedException unwanted) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadFactory virtualThreads() {
        try {
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandle start = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(ofVirtual));
            MethodHandle factory = lookup.findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class));
            return (ThreadFactory) factory.invoke(start.invoke());
        } catch (Throwable absentBefore21) {
            return CallThreads::platformThread;
        }
    }

    private static Thread platformThread(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }
}
