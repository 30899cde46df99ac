package dev.parley.worker.job;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ThreadFactory;

/** Threads on which an application's code may block: virtual ones where the JDK has them (21 and later). */
public final class CallThreads {
    private static final ThreadFactory FACTORY = virtualThreads();

    private CallThreads() {}

    /** Starts a thread of this name that ends with the task. */
    public static Thread start(String name, Runnable task) {
        Thread thread = FACTORY.newThread(task);
        thread.setName(name);
        thread.start();
        return thread;
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
